#include "panet/eval/iou_metric.h"

#include "maps.h"
#include "panet/image/void_label.h"
#include "support.h"

namespace panet {
namespace {

using test::error_of;
using test::Tells;

Labels row(std::initializer_list<uint8_t> values) {
  return test::written<Labels>({values});
}

TEST(IouCounts, CountsIntersectionAndUnionOfEachLabel) {
  const auto counts = iou_counts(row({0, 0, 1, 1, 2, 0}), row({0, 1, 1, 1, 2, 2}), 2);
  ASSERT_EQ(counts.size(), 3u);
  EXPECT_EQ(counts[0].intersection, 1);
  EXPECT_EQ(counts[0].union_, 3);
  EXPECT_EQ(counts[1].intersection, 2);
  EXPECT_EQ(counts[1].union_, 3);
  EXPECT_DOUBLE_EQ(*counts[2].iou(), 0.5);
}

TEST(IouCounts, LeavesVoidPixelsOut) {
  const auto counts = iou_counts(row({1, 1, 0, 0}), row({1, kVoid, 0, kVoid}), 1);
  EXPECT_EQ(counts[0].union_, 1);
  EXPECT_EQ(counts[1].union_, 1);
}

TEST(IouCounts, AClassThatTheTruthLacksCountsNoFalsePositives) {
  const auto counts = iou_counts(row({2, 2, 1}), row({0, 0, 1}), 2);
  EXPECT_EQ(counts[2].union_, 0);
  EXPECT_FALSE(counts[2].iou().has_value());
  EXPECT_EQ(counts[0].union_, 2);
}

TEST(IouMetric, SumsPixelsOverQueriesBeforeItDivides) {
  IouMetric metric;
  metric.record(iou_counts(row({1, 1, 1, 1}), row({1, 1, 1, 1}), 1), {7});
  metric.record(iou_counts(row({0, 0, 0, 0, 0, 0}), row({1, 0, 0, 0, 0, 0}), 1), {7});
  EXPECT_DOUBLE_EQ(metric.class_iou().at(7), 4.0 / 5);
}

TEST(IouMetric, IsTheMeanOverClassesAndOverForegroundAndBackground) {
  IouMetric metric;
  metric.record(iou_counts(row({1, 1, 0, 0}), row({1, 1, 0, 0}), 1), {3});
  metric.record(iou_counts(row({1, 0, 0, 0}), row({1, 1, 0, 0}), 1), {5});
  EXPECT_DOUBLE_EQ(*metric.mean_iou(), (1.0 + 0.5) / 2);
  EXPECT_DOUBLE_EQ(*metric.foreground().iou(), 3.0 / 4);
  EXPECT_DOUBLE_EQ(*metric.background().iou(), 4.0 / 5);
  EXPECT_DOUBLE_EQ(*metric.binary_iou(), (3.0 / 4 + 4.0 / 5) / 2);
}

TEST(IouMetric, AClassOfNumberZeroIsNotTheBackground) {
  IouMetric metric;
  metric.record(iou_counts(row({1, 1, 0, 0}), row({1, 0, 0, 0}), 1), {0});
  EXPECT_DOUBLE_EQ(metric.class_iou().at(0), 1.0 / 2);
  EXPECT_DOUBLE_EQ(*metric.background().iou(), 2.0 / 3);
}

TEST(IouMetric, WantsAClassForEachWay) {
  IouMetric metric;
  const auto counts = iou_counts(row({1, 0}), row({1, 0}), 1);
  EXPECT_THAT(error_of([&] { metric.record(counts, {7, 8}); }), Tells("2 counts", "2 classes"));
  EXPECT_THAT(error_of([&] { metric.record({}, {}); }), Tells("0 counts"));
  EXPECT_FALSE(metric.mean_iou().has_value());
}

TEST(IouMetric, HasNoFigureBeforeTheFirstQuery) {
  EXPECT_FALSE(IouMetric().mean_iou().has_value());
  EXPECT_FALSE(IouMetric().binary_iou().has_value());
}

}  // namespace
}  // namespace panet
