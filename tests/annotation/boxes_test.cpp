#include <limits>

#include "drawing.h"
#include "panet/annotation/annotation.h"
#include "support.h"

namespace panet {
namespace {

using test::drawn;
using test::error_of;
using test::Tells;
using test::TemporaryFolder;
using testing::ElementsAre;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::vector<Box> boxes_in(const std::string& text) {
  const TemporaryFolder folder;
  test::write_file(folder / "cat1.box.txt", text);
  return read_boxes(folder / "cat1.box.txt");
}

std::string error_in(const std::string& text) {
  return error_of([&] { boxes_in(text); });
}

auto IsBox(double x1, double y1, double x2, double y2) {
  return testing::AllOf(testing::Field(&Box::x1, x1), testing::Field(&Box::y1, y1),
                        testing::Field(&Box::x2, x2), testing::Field(&Box::y2, y2));
}

TEST(Boxes, ALineIsABox) {
  EXPECT_THAT(boxes_in("10 20 30 40\n1,2.5, 3 ,4e1\n"),
              ElementsAre(IsBox(10, 20, 30, 40), IsBox(1, 2.5, 3, 40)));
}

TEST(Boxes, CommentsBlankLinesAndHabitsOfEditorsAreSkipped) {
  EXPECT_THAT(boxes_in("\xEF\xBB\xBF# a cat\r\n\r\n \t\r\n-1\t2 3 4 # its head\r\n5 6 7 8"),
              ElementsAre(IsBox(-1, 2, 3, 4), IsBox(5, 6, 7, 8)));
}

TEST(Boxes, WhatIsNoBoxIsToldWithItsLine) {
  EXPECT_THAT(error_in("1 2 3 4\n\n1 2 3\n"),
              Tells("cat1.box.txt", "line 3", "3 values", "x1 y1 x2 y2"));
  EXPECT_THAT(error_in("cat 10 20 30 40"), Tells("line 1", "\"cat 10 20 30 40\"", "5 values"));
  EXPECT_THAT(error_in("1 2 3 four"), Tells("line 1", "\"four\" is no number"));
  EXPECT_THAT(error_in("1 2 3 4px"), Tells("line 1", "\"4px\" is no number"));
  EXPECT_THAT(error_in("1 2 3 nan"), Tells("line 1", "\"nan\" is no number"));
  EXPECT_THAT(error_in("1 2 3 inf"), Tells("line 1", "\"inf\" is no number"));
  EXPECT_THAT(error_in("1 2 3 1e999"), Tells("line 1", "\"1e999\" is no number"));
  EXPECT_THAT(error_in("1;2;3;4"), Tells("line 1", "1;2;3;4", "1 values"));
}

TEST(Boxes, YolosLinesAreToldAsSuch) {
  for (const char* line : {"0 0.5 0.5 0.3 0.4", "16, 0.1, 1, 0.05, 1e-2", "0 0.5 0.5 0.3 0.4 0.91"})
    EXPECT_THAT(error_in(line), Tells("cat1.box.txt", "line 1", "YOLO", "pixels", "x1 y1 x2 y2"));
}

TEST(Boxes, Utf16IsTold) {
  EXPECT_THAT(error_in(std::string("\xFF\xFE"
                                   "1\0 \0"
                                   "2\0",
                                   8)),
              Tells("UTF-16", "UTF-8"));
}

TEST(Boxes, FilesWithoutBoxesOrTooLargeAreTold) {
  EXPECT_THAT(error_in("# none\n"), Tells("cat1.box.txt", "no box", "x1 y1 x2 y2"));
  EXPECT_THAT(error_in(""), Tells("cat1.box.txt", "empty"));
  EXPECT_THAT(error_in(std::string(2 << 20, '\n')), Tells("cat1.box.txt", "too many"));
  std::string many;
  for (int i = 0; i < 2000; ++i) many += "1 2 3 4\n";
  EXPECT_THAT(error_in(many), Tells("cat1.box.txt", "more than 1000 boxes"));
  EXPECT_THAT(error_of([] { read_boxes("/nowhere/cat1.box.txt"); }),
              Tells("/nowhere/cat1.box.txt", "No such file"));
}

TEST(Boxes, InsideIsForegroundOutsideIsBackground) {
  EXPECT_THAT(drawn(annotation_of_boxes({{1, 0, 3, 2}}, {3, 4}, "")),
              ElementsAre("bFFb", "bFFb", "bbbb"));
}

TEST(Boxes, CornersMayComeInAnyOrderAndBoxesMayOverlapOrLeaveThePicture) {
  EXPECT_THAT(drawn(annotation_of_boxes({{3, 2, 1, 0}, {2, 1, 99, 99}}, {3, 4}, "")),
              ElementsAre("bFFb", "bFFF", "bbFF"));
}

// 480 x 360 pixels, and a good box before.
std::string error_of_box(const Box& box) {
  return error_of([&] { annotation_of_boxes({{9, 9, 99, 99}, box}, {360, 480}, "cat1.jpg"); });
}

TEST(Boxes, FractionsAreToldWithThePixelsThatTheyMayMean) {
  EXPECT_THAT(error_of_box({0.25, 0.5, 0.75, 1}),
              Tells("cat1.jpg", "box 0.25 0.5 0.75 1", "fractions", "120 180 360 360"));
  EXPECT_THAT(error_of_box({0.5, 0.5, 0.5, 0.25}), Tells("fractions", "YOLO", "120 135 360 225"));
  EXPECT_THAT(error_of_box({0, 0, 1, 1}), Tells("fractions"));
}

TEST(Boxes, BoxesOfAPixelAreTold) {
  EXPECT_THAT(error_of_box({-0.01, 0.2, 1.02, 0.9}), Tells("under two pixels", "x1 y1 x2 y2"));
  EXPECT_THAT(error_of_box({5, 5, 6.9, 6.9}), Tells("cat1.jpg", "under two pixels"));
  EXPECT_NO_THROW(annotation_of_boxes({{5, 5, 7, 6}}, {360, 480}, ""));
}

TEST(Boxes, BoxesThatHoldNothingAreToldWithTheirSource) {
  const auto error = [](const Box& box) {
    return error_of([&] { annotation_of_boxes({{0, 0, 2, 2}, box}, {30, 40}, "cat/cat1.jpg"); });
  };
  EXPECT_THAT(error({5, 5, 5, 9}), Tells("cat/cat1.jpg", "box 5 5 5 9", "no area"));
  EXPECT_THAT(error({40, 0, 50, 10}),
              Tells("cat/cat1.jpg", "box 40 0 50 10", "outside", "40 x 30"));
  EXPECT_THAT(error({-9, -9, 0, 0}), Tells("outside"));
  EXPECT_THAT(error({0, 0, kNan, 1}), Tells("cat/cat1.jpg", "not a finite number"));
  EXPECT_THAT(error({0, 0, kInfinity, 1}),
              Tells("cat/cat1.jpg", "box 0 0 inf 1", "not a finite number"));
  EXPECT_THAT(error_of([] {
                annotation_of_boxes({{0.6, 1, 0.9, 9}}, {30, 40}, "cat/cat1.jpg");
              }),
              Tells("cat/cat1.jpg", "larger"));
  EXPECT_THAT(error_of([] {
                annotation_of_boxes({}, {30, 40}, "cat/cat1.jpg");
              }),
              Tells("cat/cat1.jpg", "no box"));
}

}  // namespace
}  // namespace panet
