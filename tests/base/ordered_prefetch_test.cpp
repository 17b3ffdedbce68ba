#include "base/ordered_prefetch.h"

#include <atomic>

#include "panet/base/error.h"
#include "support.h"

namespace panet {
namespace {

TEST(OrderedPrefetch, HandsOutInOrderWhateverTheNumberOfThreads) {
  for (const int threads : {1, 2, 8}) {
    OrderedPrefetch<std::size_t> squares(
        500, [](std::size_t i) { return i * i; }, threads, 5);
    for (std::size_t i = 0; i < 500; ++i) ASSERT_EQ(squares.next(), i * i);
  }
}

TEST(OrderedPrefetch, ComputesNoFurtherAheadThanAskedFor) {
  std::atomic<std::size_t> begun = 0;
  OrderedPrefetch<int> values(
      100,
      [&](std::size_t) {
        ++begun;
        return 0;
      },
      4, 3);
  for (std::size_t taken = 0; taken < 50; ++taken) {
    EXPECT_LE(begun, taken + 3);
    values.next();
  }
}

TEST(OrderedPrefetch, ThrowsWhatWasThrownWhereItsTurnComes) {
  OrderedPrefetch<std::size_t> values(
      10,
      [](std::size_t i) -> std::size_t {
        if (i == 2) throw Error("two is broken");
        return i;
      },
      3, 4);
  EXPECT_EQ(values.next(), 0u);
  EXPECT_EQ(values.next(), 1u);
  EXPECT_THAT(test::error_of([&] { values.next(); }), test::Tells("two is broken"));
  EXPECT_EQ(values.next(), 3u);
}

TEST(OrderedPrefetch, EndsWithoutBeingEmptied) {
  OrderedPrefetch<std::vector<int>> values(
      1000, [](std::size_t) { return std::vector<int>(1000); }, 4, 8);
  EXPECT_EQ(values.next().size(), 1000u);
}

}  // namespace
}  // namespace panet
