#include "base/turns.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <optional>
#include <thread>

namespace panet {
namespace {

using namespace std::chrono_literals;

// Something done in a thread of its own, and whether it is through.
class Attempt {
 public:
  template <typename Action>
  explicit Attempt(Action action)
      : thread_([this, action] {
          action();
          is_through_ = true;
        }) {}
  ~Attempt() { thread_.join(); }
  Attempt(const Attempt&) = delete;
  Attempt& operator=(const Attempt&) = delete;

  bool waits() const {
    std::this_thread::sleep_for(30ms);
    return !is_through_;
  }

 private:
  std::atomic<bool> is_through_ = false;
  std::thread thread_;
};

TEST(Turns, HelpersComputeSideBySideWhileItIsNotTheMainThreadsTurn) {
  Turns turns(/*in_turns=*/true);
  const Turns::Help one(turns), two(turns);
}

TEST(Turns, AHelperWaitsForTheEndOfTheMainThreadsTurn) {
  Turns turns(/*in_turns=*/true);
  turns.begin();
  const Attempt helper([&] { const Turns::Help help(turns); });
  EXPECT_TRUE(helper.waits());
  turns.end();
}

TEST(Turns, TheMainThreadWaitsUntilNoHelperComputes) {
  Turns turns(/*in_turns=*/true);
  std::optional<Turns::Help> help(turns);
  const Attempt main_thread([&] { turns.begin(); });
  EXPECT_TRUE(main_thread.waits());
  help.reset();
}

TEST(Turns, WhoHasWaitedComputesBeforeTheMainThreadGoesOn) {
  Turns turns(/*in_turns=*/true);
  std::atomic<bool> has_helped = false;
  turns.begin();
  const Attempt helper([&] {
    const Turns::Help help(turns);
    std::this_thread::sleep_for(30ms);
    has_helped = true;
  });
  ASSERT_TRUE(helper.waits());
  turns.end();
  turns.begin();
  EXPECT_TRUE(has_helped);
}

TEST(Turns, AnEndWithoutABeginningIsNone) {
  Turns turns(/*in_turns=*/true);
  turns.end();
  turns.begin();
}

TEST(Turns, NobodyWaitsWhereAllHaveCoresOfTheirOwn) {
  Turns turns(/*in_turns=*/false);
  const Turns::Help before(turns);
  turns.begin();
  const Turns::Help after(turns);
}

}  // namespace
}  // namespace panet
