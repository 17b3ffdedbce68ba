#include <arpa/inet.h>
#include <sys/socket.h>

#include <nlohmann/json.hpp>

#include "base/descriptor.h"
#include "program.h"
#include "support.h"

namespace panet {
namespace {

using test::kQuick;
using test::run_panet;
using test::run_shell;
using test::Tells;
using test::TemporaryFolder;
using testing::HasSubstr;

struct ServeCommand : testing::Test {
  ServeCommand() { test::copy_desk(folder.path()); }

  // Starts it, waits for its address, and ends it as Ctrl-C does.
  test::Outcome opened(const std::string& arguments) const {
    return run_shell(folder.path(),
                     "$PANET serve photos --model W.safetensors --port 0 --no-browser " +
                         arguments + kQuick + " >out 2>err & server=$!\n" +
                         "while ! [ -s out ] && kill -0 $server 2>/dev/null; do sleep 0.05; done\n"
                         "kill -INT $server\n"
                         "wait $server; status=$?\n"
                         "cat out; cat err >&2; exit $status");
  }

  TemporaryFolder folder;
};

TEST_F(ServeCommand, PrintsTheAddressAndEndsWhenInterrupted) {
  const auto outcome = opened("");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.error;
  EXPECT_THAT(outcome.output,
              testing::MatchesRegex("http://127.0.0.1:[0-9]+/\\?token=[0-9a-f]+\n"));
  EXPECT_EQ(outcome.output.substr(outcome.output.find('=') + 1).size(), 65U);
}

TEST_F(ServeCommand, PrintsForProgramsWhatTheyNeed) {
  const auto outcome = opened("--json --project mine --token 0123456789abcdef");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.error;
  EXPECT_THAT(outcome.output, testing::EndsWith("}\n"));
  const auto line = nlohmann::json::parse(outcome.output);
  EXPECT_EQ(line.at("token"), "0123456789abcdef");
  EXPECT_THAT(line.at("address").get<std::string>(), HasSubstr("/?token=0123456789abcdef"));
  EXPECT_EQ(line.at("project"), "mine");
}

TEST_F(ServeCommand, ListensForOthersOnlyWithATokenThatWasChosen) {
  const auto outcome = run_panet(folder.path(), "serve photos --host 0.0.0.0 --no-browser");
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.error, Tells("--host 0.0.0.0", "--token", "ssh -L"));
}

TEST_F(ServeCommand, RefusesTokensThatAreEasilyGuessed) {
  for (const std::string token : {"short", "'0123456789 abcdef'", "'0123456789;abcdef'"}) {
    const auto outcome = run_panet(folder.path(), "serve photos --token " + token);
    EXPECT_EQ(outcome.exit_code, 2) << token;
    EXPECT_THAT(outcome.error, Tells("--token", "16 to 256")) << token;
  }
}

TEST_F(ServeCommand, TellsWhatToDoWhereThePortIsTaken) {
  const Descriptor taken(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ASSERT_EQ(::bind(taken.get(), reinterpret_cast<sockaddr*>(&address), size), 0);
  ASSERT_EQ(::listen(taken.get(), 1), 0);
  ASSERT_EQ(::getsockname(taken.get(), reinterpret_cast<sockaddr*>(&address), &size), 0);
  const auto port = std::to_string(ntohs(address.sin_port));
  const auto outcome = run_panet(
      folder.path(), "serve photos --model W.safetensors --no-browser --port " + port + kQuick);
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.error, Tells(port, "in use", "--port 0"));
}

TEST_F(ServeCommand, RefusesWhatIsNoFolderAndNoPort) {
  EXPECT_EQ(run_panet(folder.path(), "serve nowhere").exit_code, 2);
  EXPECT_EQ(run_panet(folder.path(), "serve photos --port 65536").exit_code, 2);
  EXPECT_EQ(run_panet(folder.path(), "serve photos --port -1").exit_code, 2);
  EXPECT_EQ(run_panet(folder.path(), "serve photos --port x").exit_code, 2);
}

}  // namespace
}  // namespace panet
