#include "base/file_lock.h"

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <optional>

#include "support.h"

namespace panet {
namespace {

using State = FileLock::State;
using std::chrono::milliseconds;

State state_of(const std::filesystem::path& path, milliseconds patience = milliseconds(0)) {
  return FileLock(path, patience).state();
}

TEST(FileLocks, AreHeldByOneAtATime) {
  const test::TemporaryFolder folder;
  const auto path = folder / "lock";
  std::optional<FileLock> one;
  one.emplace(path, milliseconds(0));
  EXPECT_EQ(one->state(), State::kHeld);
  EXPECT_EQ(state_of(path), State::kHeldByAnother);
  EXPECT_EQ(state_of(path, milliseconds(50)), State::kHeldByAnother);
  one.reset();
  EXPECT_EQ(state_of(path), State::kHeld);
}

TEST(FileLocks, AreFreeOnceTheirProcessIsDead) {
  const test::TemporaryFolder folder;
  const auto path = folder / "lock";
  const pid_t child = fork();
  if (child == 0) {
    const FileLock held(path, milliseconds(0));
    raise(SIGKILL);
  }
  ASSERT_GT(child, 0);
  waitpid(child, nullptr, 0);
  EXPECT_TRUE(std::filesystem::exists(path));
  EXPECT_EQ(state_of(path), State::kHeld);
}

TEST(FileLocks, AreUnknownWhereTheFileCannotBeMade) {
  EXPECT_EQ(state_of("/proc/no-such-folder/lock"), State::kUnknown);
}

}  // namespace
}  // namespace panet
