#include "base/memory_budget.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <thread>

namespace panet {
namespace {

using namespace std::chrono_literals;

// A thread that takes memory, and whether it has it.
class Taker {
 public:
  Taker(MemoryBudget& budget, int64_t bytes)
      : thread_([this, &budget, bytes] {
          const auto share = budget.take(bytes);
          has_it = true;
        }) {}
  ~Taker() { thread_.join(); }
  Taker(const Taker&) = delete;
  Taker& operator=(const Taker&) = delete;

  bool waits() const {
    std::this_thread::sleep_for(30ms);
    return !has_it;
  }

  std::atomic<bool> has_it = false;

 private:
  std::thread thread_;
};

TEST(MemoryBudget, GrantsAtOnceWhatIsThere) {
  MemoryBudget budget(100);
  const auto one = budget.take(60), two = budget.take(40);
  EXPECT_TRUE(one && two);
}

TEST(MemoryBudget, WhoAsksForMoreWaitsForWhatIsGivenBack) {
  MemoryBudget budget(100);
  auto share = budget.take(60);
  Taker taker(budget, 41);
  EXPECT_TRUE(taker.waits());
  auto copy = share;
  share.reset();
  EXPECT_TRUE(taker.waits()) << "a copy holds it";
  copy.reset();
}

TEST(MemoryBudget, GrantsMoreThanItselfToOneAlone) {
  MemoryBudget budget(100);
  auto small = budget.take(1);
  Taker large(budget, 1000);
  EXPECT_TRUE(large.waits());
  small.reset();
}

TEST(MemoryBudget, NobodyWaitsOnceItIsClosed) {
  MemoryBudget budget(100);
  const auto all = budget.take(100);
  Taker taker(budget, 1);
  EXPECT_TRUE(taker.waits());
  budget.close();
}

}  // namespace
}  // namespace panet
