#include "serve/tools/fetch.h"

#include "serve/http/server.h"
#include "support.h"

namespace panet::serve {
namespace {

using panet::test::error_of;
using panet::test::Tells;

constexpr std::size_t kMost = 1 << 16;

// A server with a file of any size, and a way to a file of this machine.
class Files {
 public:
  explicit Files(std::size_t bytes) {
    server_.start({.admit = [](Request&) { return Admission{.most_body = 1000}; },
                   .answer = [bytes](const Request& request) { return answer(request, bytes); },
                   .headers = {}});
  }
  std::string address(const std::string& path) const {
    return "http://127.0.0.1:" + std::to_string(server_.port()) + path;
  }

 private:
  static Response answer(const Request& request, std::size_t bytes) {
    Response response = {.body = std::string(bytes, 'x')};
    if (request.path == "/leads") response.body = request.body;
    if (request.path == "/away") {
      response.status = 302;
      response.headers = {{"Location", "file:///etc/hostname"}};
    }
    return response;
  }

  Server server_{"127.0.0.1", 0, {}};
};

std::vector<std::byte> get(const std::string& address, std::size_t most) {
  return fetched({.address = address, .authorization = {}, .json = {}}, most);
}

TEST(Fetch, GivesWhatThereIs) {
  const Files files(100'000);
  EXPECT_EQ(get(files.address("/a.jpg"), 1 << 20).size(), 100'000u);
}

TEST(Fetch, TakesNoMoreThanItWants) {
  const Files files(10'000'000);
  EXPECT_THAT(error_of([&] { get(files.address("/a.jpg"), kMost); }), Tells("more than 65536"));
}

TEST(Fetch, SendsABodyAsItIs) {
  const Files files(1);
  const std::string body = R"({"refresh": "a\"b\\c"})";
  const auto bytes =
      fetched({.address = files.address("/leads"), .authorization = {}, .json = body}, kMost);
  EXPECT_EQ(std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()), body);
}

TEST(Fetch, IsLedToNoFilesOfThisMachine) {
  const Files files(1);
  EXPECT_THAT(error_of([&] { get(files.address("/away"), kMost); }), Tells("curl"));
  EXPECT_THAT(error_of([] { get("file:///etc/hostname", kMost); }), Tells("curl"));
}

TEST(Fetch, TellsWhereThereIsNoCurl) {
  const panet::test::EnvironmentVariable path("PATH", "/nowhere");
  EXPECT_THAT(error_of([] { get("http://127.0.0.1:1/", kMost); }),
              Tells("not installed", "--media-root"));
}

}  // namespace
}  // namespace panet::serve
