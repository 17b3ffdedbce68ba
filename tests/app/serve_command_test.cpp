#include <arpa/inet.h>
#include <sys/socket.h>

#include <nlohmann/json.hpp>

#include "base/descriptor.h"
#include "base/fingerprint.h"
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
    return run_shell(
        folder.path(),
        "rm -f out err; $PANET serve photos --model W.safetensors --port 0 --no-browser " +
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

TEST_F(ServeCommand, RefusesAnImportThatIsNotThere) {
  const auto outcome = run_panet(folder.path(),
                                 "serve photos --model W.safetensors --port 0 --no-browser "
                                 "--import masks=maskes" +
                                     std::string(kQuick));
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.error, Tells("--import", "maskes", "no such folder"));
}

TEST_F(ServeCommand, TellsWhatItPassesOver) {
  test::write_file(folder / "photos/notes.txt", "no picture");
  const auto outcome = opened("");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.error;
  EXPECT_THAT(outcome.error, Tells("passed over", "notes.txt"));
}

TEST_F(ServeCommand, AnImportThatFailsLeavesTheOthers) {
  test::write_file(folder / "broken.json", "{");
  test::write_file(folder / "empty.json", R"({"images": [], "annotations": [], "categories": []})");
  const auto outcome = opened("--import coco=broken.json --import coco=empty.json");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.error;
  EXPECT_THAT(outcome.error, Tells("broken.json", "JSON", "empty.json", "lists no picture"));
}

TEST_F(ServeCommand, TellsWhereTheProjectLiesWhereThatIsNotBesideThePhotographs) {
  const test::EnvironmentVariable data("XDG_DATA_HOME", (folder / "data").string());
  const auto photos = std::filesystem::canonical(folder / "photos");
  const auto digits = Fingerprint().add(photos.string()).hexadecimal().substr(0, 12);
  std::filesystem::create_directories(folder / "data/panet" / ("photos-" + digits));
  EXPECT_THAT(opened("").error, Tells("data/panet/photos-" + digits, "--project"));
  EXPECT_THAT(opened("--project mine").error, testing::Not(HasSubstr("--project")));
}

TEST_F(ServeCommand, RefusesWhatIsNoFolderAndNoPort) {
  EXPECT_EQ(run_panet(folder.path(), "serve nowhere").exit_code, 2);
  EXPECT_EQ(run_panet(folder.path(), "serve photos --port 65536").exit_code, 2);
  EXPECT_EQ(run_panet(folder.path(), "serve photos --port -1").exit_code, 2);
  EXPECT_EQ(run_panet(folder.path(), "serve photos --port x").exit_code, 2);
}

}  // namespace
}  // namespace panet
