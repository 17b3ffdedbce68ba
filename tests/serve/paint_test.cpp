#include "serve/project/paint.h"

#include <random>

#include "image/mask.h"
#include "maps.h"
#include "panet/base/error.h"
#include "support.h"

namespace panet::serve {
namespace {

using test::error_of;
using test::Tells;
using test::written;

constexpr Paint kOpen = Paint::kOpen, kObject = Paint::kObject,
                kSurroundings = Paint::kSurroundings, kObjectStroke = Paint::kObjectStroke,
                kSurroundingsStroke = Paint::kSurroundingsStroke;

Shape box(Point a, Point b, bool is_object = true) {
  return {.tool = Tool::kBox, .is_object = is_object, .points = {a, b}};
}

Shape stroke(std::vector<Point> points, bool is_object = true) {
  return {.tool = Tool::kStroke, .is_object = is_object, .points = std::move(points)};
}

TEST(Paint, LaysShapesOverOneAnotherTheLaterOneStands) {
  Painting painting(2, 4);
  paint(painting, box({0, 0}, {3, 1}));
  paint(painting, box({2, 0}, {4, 2}, false));
  paint(painting, stroke({{0.5, 1.5}}));
  EXPECT_EQ(painting, written<Painting>({{kObject, kObject, kSurroundings, kSurroundings},
                                         {kObjectStroke, kOpen, kSurroundings, kSurroundings}}));
}

TEST(Paint, AnEraserTakesAwayWhatWasPaintedOfEitherKind) {
  Painting painting = written<Painting>({{kObject, kSurroundings, kObjectStroke}});
  paint(painting, {.tool = Tool::kEraser, .points = {{0.5, 0.5}, {2.5, 0.5}}, .width = 1});
  EXPECT_FALSE(is_painted(painting));
}

// A mask of the whole picture for each shape.
void paint_by_whole_masks(Painting& painting, const std::vector<Shape>& shapes) {
  for (const Shape& shape : shapes) {
    Painting alone(painting.dimensions());
    Shape visible = shape;
    if (shape.tool == Tool::kEraser) visible.tool = Tool::kStroke;
    paint(alone, visible);
    for (std::size_t i = 0; i < alone.size(); ++i)
      if (alone.all()[i] != kOpen)
        painting.all()[i] = shape.tool == Tool::kEraser ? kOpen : alone.all()[i];
  }
}

TEST(Paint, ManyShapesAreWhatTheyAreOneByOne) {
  std::mt19937 random(4);
  std::uniform_real_distribution<double> anywhere(-20, 60);
  for (int round = 0; round < 200; ++round) {
    std::vector<Shape> shapes(1 + random() % 8);
    for (Shape& shape : shapes) {
      shape.tool = static_cast<Tool>(random() % 5);
      shape.is_object = random() % 2 == 0;
      shape.width = 1 + static_cast<double>(random() % 30);
      shape.points.resize(shape.tool == Tool::kBox ? 2 : 3 + random() % 4);
      for (Point& point : shape.points) point = {anywhere(random), anywhere(random)};
    }
    auto painting = test::noise<Painting>(30, 41, 5, static_cast<unsigned>(round)),
         expected = painting.copy();
    paint(painting, shapes);
    paint_by_whole_masks(expected, shapes);
    ASSERT_EQ(painting, expected) << "round " << round;
  }
}

TEST(Paint, RefusesMoreThanAPersonDraws) {
  Painting painting(3000, 4000);
  const Shape wide = {.tool = Tool::kEraser,
                      .points = std::vector<Point>(49'999, {2000, 1500}),
                      .width = kWidestStroke};
  EXPECT_THAT(error_of([&] { paint(painting, wide); }), Tells("too many large shapes"));
  const std::vector<Shape> large(7000, box({0, 0}, {4000, 3000}));
  EXPECT_THAT(error_of([&] { paint(painting, large); }), Tells("too many large shapes"));
}

// They touch a few pixels each, whatever the picture has.
TEST(Paint, TakesThousandsOfSmallShapesInALargePicture) {
  Painting painting(3000, 4000);
  const std::vector<Shape> dots(20'000,
                                {.tool = Tool::kStroke, .points = {{2000.5, 1500.5}}, .width = 1});
  paint(painting, dots);
  EXPECT_EQ(painting.at(1500, 2000), kObjectStroke);
  EXPECT_EQ(std::ranges::count(painting.all(), kObjectStroke), 1);
}

TEST(Paint, RefusesShapesThatSayNothing) {
  Painting painting(4, 4);
  EXPECT_THAT(error_of([&] {
                paint(painting, {.tool = Tool::kPolygon, .points = {{0, 0}, {1, 1}}});
              }),
              Tells("polygon", "at least 3 points, not 2"));
  EXPECT_THAT(error_of([&] {
                paint(painting, {.tool = Tool::kBox, .points = {{0, 0}}});
              }),
              Tells("a box has 2 corners, not 1"));
  EXPECT_THAT(error_of([&] { paint(painting, stroke({})); }), Tells("at least 1 point"));
  EXPECT_THAT(error_of([&] { paint(painting, stroke({{NAN, 0}})); }), Tells("finite"));
  for (const double width : {0.0, 4097.0, double{NAN}, double{INFINITY}})
    EXPECT_THAT(error_of([&] {
                  paint(painting, {.tool = Tool::kBrush, .points = {{1, 1}}, .width = width});
                }),
                Tells("width", "from 1 to 4096"));
  EXPECT_FALSE(is_painted(painting));
}

TEST(Paint, WhatIsPaintedExactlyLeavesNothingOpen) {
  const auto painting = written<Painting>({{kObject, kOpen, kObjectStroke, kSurroundingsStroke}});
  const auto [foreground, background] = annotation_of(painting);
  EXPECT_EQ(foreground, written<Mask>({{1, 0, 1, 0}}));
  EXPECT_EQ(background, written<Mask>({{0, 1, 0, 1}}));
  Mask mask = written<Mask>({{0, 1, 1, 1}});
  lay_over(painting, mask);
  EXPECT_EQ(mask, foreground);
}

TEST(Paint, StrokesOfBothKindsSayWhatIsUnderThemAlone) {
  const auto painting = written<Painting>({{kObjectStroke, kOpen, kOpen, kSurroundingsStroke}});
  const auto [foreground, background] = annotation_of(painting);
  EXPECT_EQ(foreground, written<Mask>({{1, 0, 0, 0}}));
  EXPECT_EQ(background, written<Mask>({{0, 0, 0, 1}}));
  Mask mask = written<Mask>({{0, 1, 0, 1}});
  lay_over(painting, mask);
  EXPECT_EQ(mask, written<Mask>({{1, 1, 0, 0}}));
}

TEST(Paint, StrokesOfTheObjectAloneTakeTheRimForItsSurroundings) {
  Painting painting(100, 200);
  paint(painting, stroke({{0.5, 50}, {100, 50}}));
  const auto [foreground, background] = annotation_of(painting);
  EXPECT_FALSE(any(foreground & background));
  EXPECT_EQ(background.at(1, 100), 1);
  EXPECT_EQ(background.at(2, 100), 0);
  EXPECT_EQ(background.at(30, 198), 1);
  EXPECT_EQ(background.at(30, 197), 0);
  EXPECT_EQ(background.at(50, 0), 0);  // painted as the object
}

TEST(Paint, APaintingThatBeginsWithAMaskIsThatMask) {
  const Mask mask = test::noise<Mask>(9, 7, 2);
  EXPECT_TRUE(is_exact(painting_of(mask)));
  EXPECT_EQ(object_of(painting_of(mask)), mask);
}

TEST(PaintingBytes, AreReadBackAsTheyWere) {
  for (unsigned values = 1; values <= 5; ++values) {
    const auto painting = test::noise<Painting>(37, 53, values, values);
    EXPECT_EQ(unpacked_painting(packed(painting), painting.dimensions()), painting);
  }
}

TEST(PaintingBytes, OfLargeShapesAreFew) {
  Painting painting(3000, 4000);
  paint(painting, {.tool = Tool::kBrush, .points = {{100, 100}, {3000, 2500}}, .width = 300});
  EXPECT_LT(packed(painting).size(), 30'000u);
}

TEST(PaintingBytes, OfAnotherSizeAreRefused) {
  const std::string bytes = packed(test::noise<Painting>(8, 8, 3));
  EXPECT_THAT(error_of([&] { unpacked_painting(bytes, {8, 9}); }), Tells("8 pixels short of 72"));
  EXPECT_THAT(error_of([&] { unpacked_painting(bytes, {8, 7}); }), Tells("longer than 56 pixels"));
}

TEST(PaintingBytes, ThatAreDamagedAreRefusedOrRead) {
  const PictureSize size{20, 30};
  const std::string whole = packed(test::noise<Painting>(20, 30, 5));
  std::mt19937 random(7);
  int refused = 0;
  for (int i = 0; i < 2000; ++i) {
    std::string bytes = whole;
    bytes[random() % bytes.size()] ^= static_cast<char>(1 << random() % 8);
    if (i % 3 == 0) bytes.resize(random() % bytes.size());
    try {
      EXPECT_EQ(unpacked_painting(bytes, size).dimensions(), size);
    } catch (const Error&) {
      ++refused;
    }
  }
  EXPECT_GT(refused, 1900);
}

}  // namespace
}  // namespace panet::serve
