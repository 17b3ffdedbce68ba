#include "panet/image/shapes.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <string>
#include <utility>

#include "image/mask.h"
#include "maps.h"
#include "support.h"

namespace panet {
namespace {

using test::error_of;
using test::Tells;

// The mask as people draw it: '#' and '.'.
std::string drawing(const Mask& mask) {
  std::string text;
  for (int64_t y = 0; y < mask.height(); ++y) {
    for (const uint8_t pixel : mask.row(y)) text += pixel ? '#' : '.';
    text += '\n';
  }
  return text;
}

// Draws into an empty mask.
template <typename Draw>
Mask drawn(int64_t height, int64_t width, Draw draw) {
  Mask mask(height, width);
  draw(mask);
  return mask;
}

Mask polygon(int64_t height, int64_t width, const std::vector<Point>& points) {
  return drawn(height, width, [&](Mask& mask) { fill_polygon(mask, points); });
}
Mask rectangle(int64_t height, int64_t width, Point a, Point b) {
  return drawn(height, width, [&](Mask& mask) { fill_rectangle(mask, a, b); });
}
Mask circle(int64_t height, int64_t width, Point centre, double radius) {
  return drawn(height, width, [&](Mask& mask) { fill_circle(mask, centre, radius); });
}
Mask stroke(int64_t height, int64_t width, const std::vector<Point>& points, int line) {
  return drawn(height, width, [&](Mask& mask) { draw_stroke(mask, points, line); });
}

TEST(FillPolygon, FillsThePixelsWhoseMiddleIsInside) {
  EXPECT_EQ(drawing(polygon(4, 5, {{1, 1}, {4, 1}, {4, 3}, {1, 3}})),
            ".....\n"
            ".###.\n"
            ".###.\n"
            ".....\n");
  EXPECT_EQ(
      drawing(polygon(
          5, 5, {{0, 0}, {5, 5}, {0, 5}})),  // the diagonal runs through middles: right is inside
      ".....\n"
      "#....\n"
      "##...\n"
      "###..\n"
      "####.\n");
  EXPECT_EQ(count(polygon(3, 3, {{0.6, 0.6}, {1.4, 0.6}, {1.4, 1.4}, {0.6, 1.4}})),
            0);  // between all middles
  EXPECT_EQ(count(polygon(3, 3, {{1.4, 1.4}, {1.6, 1.4}, {1.6, 1.6}, {1.4, 1.6}})),
            1);  // around one
}

TEST(FillPolygon, CountsTheAreaWithoutBias) {
  // A regular polygon of 100 corners; its area is known.
  std::vector<Point> points;
  constexpr double radius = 80, pi = 3.14159265358979;
  for (int i = 0; i < 100; ++i)
    points.push_back(
        {100.3 + radius * std::cos(i * pi / 50), 99.8 + radius * std::sin(i * pi / 50)});
  const double expected = 50 * radius * radius * std::sin(pi / 50);
  EXPECT_NEAR(static_cast<double>(count(polygon(200, 200, points))), expected, 0.002 * expected);
}

TEST(FillPolygon, GoesByTheEvenOddRule) {
  // Twice around: the inner square is outside again.
  EXPECT_EQ(
      drawing(polygon(
          4, 4, {{0, 0}, {4, 0}, {4, 4}, {0, 4}, {0, 0}, {1, 1}, {3, 1}, {3, 3}, {1, 3}, {1, 1}})),
      "####\n"
      "#..#\n"
      "#..#\n"
      "####\n");
  EXPECT_EQ(drawing(polygon(4, 6, {{0, 0}, {6, 4}, {6, 0}, {0, 4}})),  // a bow tie
            "#....#\n"
            "##..##\n"
            "##..##\n"
            "#....#\n");
}

TEST(FillPolygon, DirectionAndFirstPointDoNotMatter) {
  std::vector<Point> points = {{2.5, 1.5}, {17.2, 3.1}, {12.5, 18.5}, {9.9, 8.2}, {1.5, 14.5}};
  const Mask expected = polygon(20, 20, points);
  std::rotate(points.begin(), points.begin() + 2, points.end());
  EXPECT_EQ(polygon(20, 20, points), expected);
  std::reverse(points.begin(), points.end());
  EXPECT_EQ(polygon(20, 20, points), expected);
}

TEST(FillPolygon, NeighboursShareNoPixelAndLeaveNoneOut) {
  std::mt19937 random(3);
  std::uniform_real_distribution<double> anywhere(0, 30);
  for (int round = 0; round < 200; ++round) {
    // A rectangle cut into four triangles at a point, which may be the middle of a pixel.
    Point p{anywhere(random), anywhere(random)};
    if (round % 2) p = {std::floor(p.x) + 0.5, std::floor(p.y) + 0.5};
    const std::vector<Point> corners = {{0, 0}, {30, 0}, {30, 30}, {0, 30}};
    Mask together(30, 30);
    int64_t pixels = 0;
    for (std::size_t i = 0; i < 4; ++i) {
      const Mask triangle = polygon(30, 30, {corners[i], corners[(i + 1) % 4], p});
      together |= triangle;
      pixels += count(triangle);
    }
    EXPECT_TRUE(all(together)) << p.x << ", " << p.y;
    EXPECT_EQ(pixels, 30 * 30) << p.x << ", " << p.y;
  }
}

TEST(FillPolygon, AgreesWithATestOfEveryPixel) {
  std::mt19937 random(5);
  std::uniform_real_distribution<double> anywhere(-10, 30);
  for (int round = 0; round < 100; ++round) {
    std::vector<Point> points(3 + random() % 8);
    for (Point& point : points) point = {anywhere(random), anywhere(random)};
    const Mask mask = polygon(20, 22, points);
    for (int y = 0; y < 20; ++y)
      for (int x = 0; x < 22; ++x) {
        bool inside = false;
        for (std::size_t i = 0; i < points.size(); ++i) {
          const Point a = points[i], b = points[(i + 1) % points.size()];
          if ((a.y > y + 0.5) != (b.y > y + 0.5))
            inside ^= x + 0.5 > a.x + (y + 0.5 - a.y) * (b.x - a.x) / (b.y - a.y);
        }
        ASSERT_EQ(mask.at(y, x), inside) << x << ", " << y << " in round " << round;
      }
  }
}

// Lines far outside, of one point twice, thin and wide.
TEST(DrawStroke, OfManyPointsIsWhatItsLinesAreOneByOne) {
  std::mt19937 random(11);
  std::uniform_real_distribution<double> anywhere(-60, 110);
  for (int round = 0; round < 2000; ++round) {
    std::vector<Point> points(2 + random() % 12);
    for (Point& point : points) point = {anywhere(random), anywhere(random)};
    if (round % 3 == 0) points[0] = {std::floor(points[0].x) + 0.5, std::floor(points[0].y)};
    if (round % 5 == 0) points[1] = points[0];
    if (round % 50 == 0) points[0].x *= 1e8;
    const int line = 1 + static_cast<int>(random() % (round % 4 == 0 ? 60 : 6));
    const int64_t height = 1 + static_cast<int64_t>(random() % 60),
                  width = 1 + static_cast<int64_t>(random() % 60);
    Mask one_by_one(height, width);
    bool any = false;
    for (std::size_t i = 0; i + 1 < points.size(); ++i)
      any |= draw_stroke(one_by_one, {points[i], points[i + 1]}, line);
    Mask mask(height, width);
    EXPECT_EQ(draw_stroke(mask, points, line), any);
    ASSERT_EQ(mask, one_by_one) << "round " << round;
  }
}

TEST(FillRectangle, TakesAnyTwoOppositeCorners) {
  const std::string expected =
      "....\n"
      ".##.\n"
      ".##.\n"
      ".##.\n";
  for (const auto& [a, b] : {std::pair<Point, Point>{{1, 1}, {3, 4}},
                             {{3, 4}, {1, 1}},
                             {{3, 1}, {1, 4}},
                             {{0.6, 0.6}, {3.4, 9}}})
    EXPECT_EQ(drawing(rectangle(4, 4, a, b)), expected);
  EXPECT_EQ(count(rectangle(4, 4, {1, 1}, {1, 3})), 0);
}

TEST(FillRectangle, EqualsThePolygonOfItsCorners) {
  std::mt19937 random(11);
  std::uniform_int_distribution<int> halves(-4, 24);
  for (int round = 0; round < 200; ++round) {
    const Point a{halves(random) / 2.0, halves(random) / 2.0},
        b{halves(random) / 2.0, halves(random) / 2.0};
    EXPECT_EQ(rectangle(10, 9, a, b), polygon(10, 9, {a, {b.x, a.y}, b, {a.x, b.y}}));
  }
}

TEST(FillCircle, FillsThePixelsWhoseMiddleIsWithinTheRadius) {
  EXPECT_EQ(drawing(circle(5, 5, {2.5, 2.5}, 2)),
            "..#..\n"
            ".###.\n"
            "#####\n"
            ".###.\n"
            "..#..\n");
  EXPECT_EQ(count(circle(5, 5, {2.5, 2.5}, 0)), 1);  // the rim belongs to it
  EXPECT_EQ(count(circle(5, 5, {2, 2}, 0.7)), 0);
  EXPECT_EQ(count(circle(5, 5, {2, 2}, 0.71)), 4);
  EXPECT_NEAR(static_cast<double>(count(circle(300, 300, {150, 150}, 100))), 31416, 100);
}

TEST(FillCircle, AgreesWithATestOfEveryPixel) {
  std::mt19937 random(13);
  std::uniform_real_distribution<double> anywhere(-5, 25);
  for (int round = 0; round < 100; ++round) {
    const Point centre{anywhere(random), anywhere(random)};
    const double radius = std::abs(anywhere(random));
    const Mask mask = circle(20, 18, centre, radius);
    for (int y = 0; y < 20; ++y)
      for (int x = 0; x < 18; ++x)
        ASSERT_EQ(mask.at(y, x), std::hypot(x + 0.5 - centre.x, y + 0.5 - centre.y) <= radius);
  }
}

TEST(DrawStroke, IsAsWideAsItIsToldAndRoundAtItsEnds) {
  EXPECT_EQ(drawing(stroke(5, 9, {{2.5, 2.5}, {6.5, 2.5}}, 3)),
            ".........\n"
            ".#######.\n"
            ".#######.\n"
            ".#######.\n"
            ".........\n");
  EXPECT_EQ(drawing(stroke(3, 5, {{0.5, 1.5}, {4.5, 1.5}}, 1)),
            ".....\n"
            "#####\n"
            ".....\n");
  EXPECT_EQ(stroke(9, 9, {{4.5, 4.5}}, 5), circle(9, 9, {4.5, 4.5}, 2.5));  // a dot
}

double distance(Point p, Point a, Point b) {
  const double dx = b.x - a.x, dy = b.y - a.y, squared = dx * dx + dy * dy;
  const double t =
      squared == 0 ? 0 : std::clamp(((p.x - a.x) * dx + (p.y - a.y) * dy) / squared, 0.0, 1.0);
  return std::hypot(p.x - a.x - t * dx, p.y - a.y - t * dy);
}

TEST(DrawStroke, AgreesWithATestOfEveryPixel) {
  std::mt19937 random(17);
  std::uniform_real_distribution<double> anywhere(-15, 35);
  for (int round = 0; round < 200; ++round) {
    const Point a{anywhere(random), anywhere(random)}, b{anywhere(random), anywhere(random)};
    const int width = 2 + static_cast<int>(random() % 9);
    const Mask mask = stroke(20, 24, {a, b}, width);
    for (int y = 0; y < 20; ++y)
      for (int x = 0; x < 24; ++x)
        ASSERT_EQ(mask.at(y, x), distance({x + 0.5, y + 0.5}, a, b) <= width / 2.0)
            << x << ", " << y << " in round " << round;
  }
}

// Sets the pixel, and all that are together with it, to 0.
void take_part(Mask& mask, int64_t y, int64_t x) {
  if (y < 0 || y >= mask.height() || x < 0 || x >= mask.width() || mask.at(y, x) == 0) return;
  mask.at(y, x) = 0;
  for (const int64_t down : {-1, 0, 1})
    for (const int64_t right : {-1, 0, 1}) take_part(mask, y + down, x + right);
}

// How many parts the mask has; pixels that touch at a corner are together.
int parts(const Mask& mask) {
  Mask left = mask.copy();
  int found = 0;
  while (any(left)) {
    const int64_t first = std::ranges::find(left.all(), 1) - left.all().begin();
    take_part(left, first / mask.width(), first % mask.width());
    ++found;
  }
  return found;
}

TEST(DrawStroke, HasNoHoleHoweverThinItIs) {
  std::mt19937 random(19);
  std::uniform_real_distribution<double> anywhere(0, 40), nearby(-1.5, 1.5);
  for (int round = 0; round < 300; ++round) {
    std::vector<Point> points = {{anywhere(random), anywhere(random)}};
    for (int i = 0; i < 6; ++i) {
      const Point last = points.back();
      const Point next = round % 2 ? Point{anywhere(random), anywhere(random)}
                                   : Point{last.x + nearby(random), last.y + nearby(random)};
      points.push_back({std::clamp(next.x, 0.0, 39.99), std::clamp(next.y, 0.0, 39.99)});
    }
    const Mask mask = stroke(40, 40, points, 1);
    EXPECT_EQ(parts(mask), 1) << drawing(mask);
  }
}

TEST(DrawStroke, AWidthOfOneMarksAPixelForEveryPoint) {
  EXPECT_EQ(drawing(stroke(2, 3, {{0.99, 0.99}}, 1)), "#..\n...\n");  // no middle is near
  EXPECT_EQ(count(stroke(2, 3, {{3, 1}}, 1)), 0);                     // just outside
}

TEST(Shapes, AddToWhatIsThere) {
  Mask mask(4, 4);
  fill_rectangle(mask, {0, 0}, {1, 1});
  fill_circle(mask, {3.5, 3.5}, 0.1);
  fill_polygon(mask, {{0, 3}, {1, 3}, {1, 4}, {0, 4}});
  draw_stroke(mask, {{3.5, 0.5}}, 1);
  EXPECT_EQ(drawing(mask),
            "#..#\n"
            "....\n"
            "....\n"
            "#..#\n");
}

TEST(Shapes, AreClippedByTheMask) {
  EXPECT_EQ(count(polygon(4, 5, {{-100, -100}, {200, -100}, {200, 200}, {-100, 200}})), 20);
  EXPECT_EQ(count(rectangle(4, 5, {-3, -3}, {2, 2})), 4);
  EXPECT_EQ(count(circle(4, 5, {2, 2}, 1000)), 20);
  EXPECT_EQ(count(stroke(4, 5, {{-50, 2.5}, {50, 2.5}}, 1)), 5);
  EXPECT_EQ(count(polygon(4, 5, {{10, 10}, {20, 10}, {20, 20}})), 0);
  EXPECT_EQ(count(rectangle(4, 5, {-3, -3}, {-1, 9})), 0);
  EXPECT_EQ(count(circle(4, 5, {-9, 2}, 3)), 0);
  EXPECT_EQ(count(stroke(4, 5, {{-50, -50}, {50, -50}}, 9)), 0);
}

TEST(Shapes, TakeCoordinatesOfAnySize) {
  for (const double far : {1e9, 1e18, 1e300, 1.7e308}) {
    EXPECT_EQ(count(polygon(4, 5, {{-far, -far}, {far, -far}, {far, far}, {-far, far}})), 20)
        << far;
    EXPECT_EQ(count(polygon(4, 5, {{2, -far}, {far, -far}, {far, far}, {2, far}})), 12) << far;
    EXPECT_EQ(count(rectangle(4, 5, {-far, 1}, {far, 3})), 10) << far;
    EXPECT_EQ(count(circle(4, 5, {0, 0}, far)), 20) << far;
    EXPECT_EQ(count(circle(4, 5, {far, far}, 1)), 0) << far;
    EXPECT_EQ(count(stroke(4, 5, {{-far, 2.5}, {far, 2.5}}, 1)), 5) << far;
    EXPECT_EQ(count(stroke(4, 5, {{2.5, far}, {2.5, -far}}, 3)), 12) << far;
    EXPECT_EQ(count(stroke(4, 5, {{far, far}, {-far, far}}, 3)), 0) << far;
  }
  EXPECT_EQ(count(stroke(4, 5, {{2, 2}}, 2'000'000'000)), 20);
}

TEST(Shapes, TakeMasksWithoutPixels) {
  for (const auto& [height, width] : {std::pair{0, 0}, {0, 7}, {7, 0}}) {
    EXPECT_EQ(polygon(height, width, {{0, 0}, {5, 0}, {5, 5}}).size(), 0u);
    EXPECT_EQ(rectangle(height, width, {0, 0}, {5, 5}).size(), 0u);
    EXPECT_EQ(circle(height, width, {0, 0}, 5).size(), 0u);
    EXPECT_EQ(stroke(height, width, {{0, 0}, {5, 5}}, 3).size(), 0u);
  }
}

TEST(Shapes, RefuseWhatIsNoShape) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN(),
                   infinity = std::numeric_limits<double>::infinity();
  Mask mask(4, 4);
  EXPECT_THAT(error_of([&] {
                fill_polygon(mask, {{0, 0}, {1, 1}});
              }),
              Tells("polygon", "at least 3 points, not 2"));
  EXPECT_THAT(error_of([&] {
                fill_polygon(mask, {{0, 0}, {1, nan}, {2, 2}});
              }),
              Tells("polygon", "finite"));
  EXPECT_THAT(error_of([&] {
                fill_rectangle(mask, {0, 0}, {infinity, 1});
              }),
              Tells("rectangle", "finite"));
  EXPECT_THAT(error_of([&] { fill_circle(mask, {nan, 0}, 1); }), Tells("circle", "finite"));
  EXPECT_THAT(error_of([&] { fill_circle(mask, {0, 0}, -1); }), Tells("radius -1"));
  EXPECT_THAT(error_of([&] { fill_circle(mask, {0, 0}, nan); }), Tells("radius nan"));
  EXPECT_THAT(error_of([&] { draw_stroke(mask, {}, 1); }),
              Tells("stroke", "at least 1 points, not 0"));
  EXPECT_THAT(error_of([&] { draw_stroke(mask, {{0, 0}}, 0); }), Tells("width 0"));
  EXPECT_THAT(error_of([&] { draw_stroke(mask, {{-infinity, 0}}, 1); }), Tells("stroke", "finite"));
  EXPECT_EQ(count(mask), 0);
}

TEST(Shapes, TellWhetherAnyPixelBelongsToThem) {
  Mask mask(4, 30);
  EXPECT_TRUE(fill_polygon(mask, {{27, 1}, {29, 1}, {29, 3}}));
  EXPECT_FALSE(fill_polygon(mask, {{3, 1}, {9, 1}, {20, 1}})) << "no area";
  EXPECT_FALSE(fill_polygon(mask, {{31, 1}, {50, 1}, {50, 3}})) << "outside";
  EXPECT_TRUE(fill_rectangle(mask, {0, 0}, {1, 1}));
  EXPECT_FALSE(fill_rectangle(mask, {2, 0}, {2, 3}));
  EXPECT_TRUE(fill_circle(mask, {5, 2}, 1));
  EXPECT_FALSE(fill_circle(mask, {5, 2}, 0));
  EXPECT_TRUE(draw_stroke(mask, {{5.1, 2.1}}, 1));
  EXPECT_FALSE(draw_stroke(mask, {{-5, 2}, {-9, 2}}, 3));
}

TEST(FillPolygon, IsTheSameWhereverInARowItBeginsAndHoweverLongItIs) {
  for (int width = 1; width < 20; ++width) {
    for (int left = 0; left < 9; ++left) {
      const auto x = static_cast<double>(left), end = static_cast<double>(left + width);
      const Mask mask = polygon(3, 32, {{x, 1}, {end, 1}, {end, 2}, {x, 2}});
      EXPECT_EQ(count(mask), width);
      EXPECT_EQ(count(test::part(mask, 1, 2, left, left + width)), width);
    }
  }
}

}  // namespace
}  // namespace panet
