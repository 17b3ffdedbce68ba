#include "panet/eval/presence_metric.h"

#include <gmock/gmock.h>

namespace panet {
namespace {

using testing::DoubleEq;
using testing::Eq;
using testing::Optional;

using Values = std::vector<double>;

std::optional<double> roc(const Values& with, const Values& without) {
  return area_under_roc(with, without);
}

std::optional<double> found(const Values& with, const Values& without) {
  return falsely_found(with, without);
}

TEST(AreaUnderRoc, IsTheShareOfPairsInTheRightOrder) {
  EXPECT_THAT(roc({3, 4}, {1, 2}), Optional(DoubleEq(1)));
  EXPECT_THAT(roc({1, 2}, {3, 4}), Optional(DoubleEq(0)));
  EXPECT_THAT(roc({4, 2}, {3, 1}), Optional(DoubleEq(0.75)));  // 2 < 3 alone is wrong
  EXPECT_THAT(roc({0.9, 0.4, 0.1}, {0.5, 0.3}), Optional(DoubleEq(3.0 / 6)));
}

TEST(AreaUnderRoc, CountsTiesHalf) {
  EXPECT_THAT(roc({1, 1}, {1, 1, 1}), Optional(DoubleEq(0.5)));
  EXPECT_THAT(roc({2, 1}, {1, 0}), Optional(DoubleEq(3.5 / 4)));
}

TEST(AreaUnderRoc, NeedsPicturesOfBothKinds) {
  EXPECT_THAT(roc({}, {1}), Eq(std::nullopt));
  EXPECT_THAT(roc({1}, {}), Eq(std::nullopt));
}

TEST(FalselyFound, TakesTheHighestThresholdThatKeepsNineteenOfTwenty) {
  Values with;
  for (int i = 1; i <= 20; ++i) with.push_back(i);  // 2 and above are kept
  EXPECT_THAT(found(with, {0, 1, 1.9, 2, 30}), Optional(DoubleEq(0.4)));
}

TEST(FalselyFound, KeepsAllOfAFew) {
  EXPECT_THAT(found({5, 7}, {4, 5, 6}), Optional(DoubleEq(2.0 / 3)));  // 5 itself comes up to 5
  EXPECT_THAT(found({}, {1}), Eq(std::nullopt));
  EXPECT_THAT(found({1}, {}), Eq(std::nullopt));
}

struct PresenceOfClasses : testing::Test {
  void record(int id, const Values& with, const Values& without) {
    for (const double presence : with) metric.record(id, {.presence = presence, .is_there = true});
    for (const double presence : without)
      metric.record(id, {.presence = presence, .is_there = false});
  }

  PresenceMetric metric;
};

TEST_F(PresenceOfClasses, IsMeasuredForEachAndAveraged) {
  record(3, {0.9}, {0.1});       // 1, and nothing falsely found
  record(7, {0.2}, {0.3, 0.1});  // one half of both
  EXPECT_THAT(metric.auroc(), Optional(DoubleEq(0.75)));
  EXPECT_THAT(metric.falsely_found(), Optional(DoubleEq(0.25)));
}

TEST_F(PresenceOfClasses, TellsWhatIsFoundAtAPresence) {
  EXPECT_FALSE(metric.found_at(0.5).has_value());
  record(3, {0.9, 0.5, 0.4, 0.1}, {0.6, 0.1});
  EXPECT_DOUBLE_EQ(metric.found_at(0.5)->with, 0.5);
  EXPECT_DOUBLE_EQ(metric.found_at(0.5)->without, 0.5);
  record(7, {0.9}, {0.1});
  EXPECT_DOUBLE_EQ(metric.found_at(0.5)->with, 0.75);
  EXPECT_DOUBLE_EQ(metric.found_at(0.5)->without, 0.25);
}

TEST_F(PresenceOfClasses, LeavesOutThoseWithoutPicturesOfBothKinds) {
  EXPECT_THAT(metric.auroc(), Eq(std::nullopt));
  record(3, {0.9}, {});
  EXPECT_THAT(metric.auroc(), Eq(std::nullopt));
  EXPECT_THAT(metric.falsely_found(), Eq(std::nullopt));
  record(7, {0.2}, {0.3});
  EXPECT_THAT(metric.auroc(), Optional(DoubleEq(0)));
}

}  // namespace
}  // namespace panet
