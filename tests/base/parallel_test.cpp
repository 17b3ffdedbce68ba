#include "base/parallel.h"

#include <gtest/gtest.h>

#include <atomic>
#include <mutex>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

#include "panet/base/error.h"

namespace panet {
namespace {

class ParallelFor : public ::testing::Test {
 protected:
  void SetUp() override { set_thread_count(4); }
  void TearDown() override { set_thread_count(before_); }

 private:
  int before_ = thread_count();
};

TEST_F(ParallelFor, CallsForEachNumberOnce) {
  for (const int64_t count : {0, 1, 3, 4, 5, 1000}) {
    std::vector<std::atomic<int>> calls(static_cast<std::size_t>(count));
    parallel_for(10, 10 + count, 1, [&](int64_t first, int64_t last) {
      for (int64_t i = first; i < last; ++i) ++calls[static_cast<std::size_t>(i - 10)];
    });
    for (const auto& n : calls) EXPECT_EQ(n, 1) << "of " << count;
  }
}

TEST_F(ParallelFor, TakesAsManyThreadsAsThereAreSharesOfTheLeastSize) {
  const auto threads_for = [](int64_t count, int64_t grain) {
    std::mutex mutex;
    std::set<std::thread::id> threads;
    parallel_for(0, count, grain, [&](int64_t, int64_t) {
      const std::lock_guard lock(mutex);
      threads.insert(std::this_thread::get_id());
    });
    return threads.size();
  };
  EXPECT_EQ(threads_for(1000, 1), 4U);
  EXPECT_EQ(threads_for(1000, 400), 3U);
  EXPECT_EQ(threads_for(1000, 1000), 1U);
  set_thread_count(1);
  EXPECT_EQ(threads_for(1000, 1), 1U);
}

TEST_F(ParallelFor, IsOneCallWithinAnother) {
  std::atomic<int> calls = 0;
  parallel_for(0, 4, 1, [&](int64_t, int64_t) {
    parallel_for(0, 1000, 1, [&](int64_t first, int64_t last) {
      EXPECT_EQ(last - first, 1000);
      ++calls;
    });
  });
  EXPECT_EQ(calls, 4);
}

TEST_F(ParallelFor, NeedsAThread) {
  EXPECT_THROW(set_thread_count(0), Error);
  EXPECT_EQ(thread_count(), 4);
}

TEST_F(ParallelFor, ThrowsOnWhatOneCallThrows) {
  std::atomic<int> done = 0;
  EXPECT_THROW(parallel_for(0, 4, 1,
                            [&](int64_t first, int64_t) {
                              if (first == 2) throw std::runtime_error("two");
                              ++done;
                            }),
               std::runtime_error);
  EXPECT_EQ(done, 3);
}

}  // namespace
}  // namespace panet
