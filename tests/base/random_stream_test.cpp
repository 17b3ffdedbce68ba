#include "panet/base/random_stream.h"

#include <gtest/gtest.h>

#include <set>

namespace panet {
namespace {

TEST(RandomStream, IsTheSameOnEveryPlatform) {
  RandomStream random(1234, 5);
  EXPECT_EQ(random.next(), 0xe0adb4c7f161658du);
  EXPECT_EQ(random.next(), 0xdd6880ce1847ae3eu);
}

TEST(RandomStream, DiffersBySeedAndByStream) {
  std::set<uint64_t> firsts;
  for (uint64_t seed = 0; seed < 40; ++seed)
    for (uint64_t stream = 0; stream < 40; ++stream)
      firsts.insert(RandomStream(seed, stream).next());
  EXPECT_EQ(firsts.size(), 1600u);
}

TEST(RandomStream, DrawsEachNumberBelowALimitAboutAsOften) {
  RandomStream random(1, 1);
  std::vector<int> counts(7);
  for (int i = 0; i < 70000; ++i) ++counts[random.below(7)];
  for (const int count : counts) EXPECT_NEAR(count, 10000, 400);
}

TEST(RandomStream, SamplesWithoutReplacement) {
  RandomStream random(2, 2);
  for (int i = 0; i < 100; ++i) {
    const auto sample = random.sample(6, 6);
    EXPECT_EQ(std::set<std::size_t>(sample.begin(), sample.end()).size(), 6u);
  }
}

TEST(RandomStream, DrawsBetweenTwoNumbers) {
  RandomStream random(3, 3);
  double sum = 0;
  for (int i = 0; i < 10000; ++i) {
    const double number = random.between(-1, 3);
    EXPECT_GE(number, -1);
    EXPECT_LT(number, 3);
    sum += number;
  }
  EXPECT_NEAR(sum / 10000, 1, 0.05);
}

}  // namespace
}  // namespace panet
