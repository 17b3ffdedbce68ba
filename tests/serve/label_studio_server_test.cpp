// Pictures that are fetched from a Label Studio, which here is a server of the test's own.

#include "serve/tools/label_studio/server.h"

#include <mutex>

#include "serve/http/failure.h"
#include "serve/http/server.h"
#include "support.h"

namespace panet::serve {
namespace {

using panet::test::error_of;
using panet::test::Tells;
using testing::ElementsAre;
using testing::IsEmpty;

const std::string kPersonal = "eyJh.eyJz.c2ln";

class FakeLabelStudio {
 public:
  FakeLabelStudio() {
    server_.start({.admit = [](Request&) { return serve::Admission{.most_body = 1000}; },
                   .answer = [this](const Request& request) { return answer(request); },
                   .headers = {}});
  }

  std::string url() const { return "http://127.0.0.1:" + std::to_string(server_.port()); }

  // "GET /a.jpg Token key", "POST /api/token/refresh BODY"
  std::vector<std::string> asked() {
    const std::lock_guard lock(mutex_);
    return asked_;
  }

 private:
  Response answer(const Request& request) {
    const std::lock_guard lock(mutex_);
    asked_.push_back(request.method + " " + request.path + " " +
                     request.header("authorization").value_or(request.body));
    if (request.path == "/missing.jpg") return response_of(NotFound("no_file", "gone"));
    if (request.path == "/api/token/refresh") return {.body = R"({"access": "short"})"};
    if (request.path == "/api/projects/3/export") return {.body = R"([{"id": 1}])"};
    return {.body = "a picture"};
  }

  std::mutex mutex_;
  std::vector<std::string> asked_;
  Server server_{"127.0.0.1", 0, {}};  // ends first: its threads use what is above
};

std::string text_of(const std::vector<std::byte>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

TEST(LabelStudioServer, IsAskedWithItsLegacyToken) {
  FakeLabelStudio fake;
  LabelStudioServer server(fake.url() + "/", "1234abcd");
  EXPECT_EQ(text_of(server.picture("/data/upload/1/a.jpg")), "a picture");
  EXPECT_EQ(text_of(server.picture(fake.url() + "/b.jpg")), "a picture");
  EXPECT_THAT(fake.asked(),
              ElementsAre("GET /data/upload/1/a.jpg Token 1234abcd", "GET /b.jpg Token 1234abcd"));
}

TEST(LabelStudioServer, APersonalAccessTokenIsChangedForAShortOneOnce) {
  FakeLabelStudio fake;
  LabelStudioServer server(fake.url(), kPersonal);
  server.picture("/a.jpg");
  server.picture("/b.jpg");
  EXPECT_THAT(fake.asked(),
              ElementsAre("POST /api/token/refresh {\"refresh\":\"" + kPersonal + "\"}",
                          "GET /a.jpg Bearer short", "GET /b.jpg Bearer short"));
}

TEST(LabelStudioServer, NoOtherServerHearsTheKey) {
  FakeLabelStudio own, other;
  LabelStudioServer server(own.url(), "1234abcd");
  EXPECT_EQ(text_of(server.picture(other.url() + "/a.jpg")), "a picture");
  EXPECT_THAT(other.asked(), ElementsAre("GET /a.jpg "));
}

TEST(LabelStudioServer, WhatIsNeitherPathNorAddressIsAskedOfNobody) {
  FakeLabelStudio own, other;
  LabelStudioServer server(own.url(), "1234abcd");
  const auto host = other.url().substr(std::string("http://").size());
  for (const auto& address : {"@" + host + "/a.jpg", std::string(".example.org/a.jpg"),
                              std::string("a.jpg"), "HTTP://" + host + "/a.jpg"})
    EXPECT_THAT(error_of([&] { server.picture(address); }), Tells(address, "nor a path"));
  EXPECT_THAT(own.asked(), IsEmpty());
  EXPECT_THAT(other.asked(), IsEmpty());
}

TEST(LabelStudioServer, WhatOneGaveForAKeyIsNotToldToAnother) {
  FakeLabelStudio first, second;
  LabelStudioServer server("", "");
  server.introduce(first.url(), kPersonal);
  server.picture("/a.jpg");
  server.introduce(second.url(), kPersonal);
  server.picture("/b.jpg");
  EXPECT_THAT(second.asked(),
              ElementsAre("POST /api/token/refresh {\"refresh\":\"" + kPersonal + "\"}",
                          "GET /b.jpg Bearer short"));
}

TEST(LabelStudioServer, WhatItSaysOfItselfIsTakenWhereNothingWasGiven) {
  FakeLabelStudio given, said;
  LabelStudioServer server("", "");
  EXPECT_THAT(error_of([&] { server.picture("/a.jpg"); }), Tells("--label-studio", "--media-root"));
  server.introduce(said.url(), "abcd");
  server.picture("/a.jpg");
  EXPECT_THAT(said.asked(), ElementsAre("GET /a.jpg Token abcd"));

  LabelStudioServer told(given.url(), "1234");
  told.introduce(said.url(), "abcd");
  told.picture("/b.jpg");
  EXPECT_THAT(given.asked(), ElementsAre("GET /b.jpg Token 1234"));
}

TEST(LabelStudioServer, TellsWhatFailed) {
  FakeLabelStudio fake;
  LabelStudioServer server(fake.url(), "");
  EXPECT_THAT(error_of([&] { server.picture("/missing.jpg"); }), Tells("/missing.jpg", "404"));
  EXPECT_THAT(error_of([&] { server.picture("http://127.0.0.1:1/a.jpg"); }), Tells("curl"));
  EXPECT_THAT(error_of([&] { server.picture("file:///etc/passwd"); }), Tells("file:"));
  EXPECT_THAT(error_of([&] { server.picture("/a\nurl = b"); }), Tells("control character"));
}

TEST(LabelStudioServer, GivesAllThatIsAnnotated) {
  FakeLabelStudio fake;
  LabelStudioServer server(fake.url(), "");
  EXPECT_EQ(server.annotated_tasks(3).at(0).at("id"), 1);
}

TEST(LabelStudioServer, ItsOwnStoresAreReachedByATask) {
  const LabelStudioServer server("", "");
  EXPECT_EQ(server.resolving(7, "s3://b/a.jpg"), "/tasks/7/resolve/?fileuri=czM6Ly9iL2EuanBn");
  EXPECT_EQ(server.resolving(7, "s3://b/a>>.jpg?"),
            "/tasks/7/resolve/?fileuri=czM6Ly9iL2E-Pi5qcGc_");
  EXPECT_EQ(server.resolving(7, "ab"), "/tasks/7/resolve/?fileuri=YWI=");
}

}  // namespace
}  // namespace panet::serve
