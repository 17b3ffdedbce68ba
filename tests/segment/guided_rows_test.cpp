#include "segment/guided_rows.h"

#include <array>
#include <cmath>
#include <tuple>
#include <utility>
#include <vector>

#include "base/parallel.h"
#include "image/resize.h"
#include "maps.h"
#include "model/bilinear_position.h"
#include "model/cosine_classifier.h"
#include "peak_memory.h"
#include "random_maps.h"
#include "scenes.h"
#include "support.h"

namespace panet {
namespace {

using test::disk_scene;
using test::iou;
using test::kBlue;
using test::kRed;
using test::max_difference;

constexpr Colour kGrey = {90, 90, 90};

MapStack filled(int64_t maps, PictureSize size, float value) {
  MapStack stack(maps, size);
  std::ranges::fill(stack.all(), value);
  return stack;
}

// Logits that say where the disk is, as coarsely as features do.
MapStack coarse_logits_of(const Mask& mask) {
  constexpr int64_t kSide = 25;
  MapStack logits(2, {kSide, kSide});
  for (int64_t y = 0; y < kSide; ++y)
    for (int64_t x = 0; x < kSide; ++x) {
      float inside = 0, pixels = 0;
      for (int64_t i = y * mask.height() / kSide; i * kSide < (y + 1) * mask.height(); ++i)
        for (int64_t j = x * mask.width() / kSide; j * kSide < (x + 1) * mask.width(); ++j) {
          inside += mask.at(i, j);
          ++pixels;
        }
      logits.at(0, y, x) = 5 - 10 * inside / pixels;
      logits.at(1, y, x) = 10 * inside / pixels - 5;
    }
  return logits;
}

// Where the logits of the disk are the larger ones.
Mask labelled(const MapStack& logits) {
  return mapped<Mask>(nearest_prototypes(logits), [](uint8_t label) { return label; });
}

MapStack all_rows(GuidedRows guided, int64_t prototypes, PictureSize size, int64_t step) {
  auto all = MapStack::uninitialised(prototypes, size);
  for (int64_t first = 0; first < size.height; first += step) {
    const int64_t last = std::min(first + step, size.height);
    const auto strip = guided.rows(first, last);
    for (int64_t p = 0; p < prototypes; ++p)
      for (int64_t y = first; y < last; ++y)
        std::ranges::copy(strip.row(p, y - first), all.row(p, y).begin());
  }
  return all;
}

// --- He and Sun's equations, in float64 and with a solver for each point's linear system.

using Plane = Map<double>;
using Vector = std::array<double, 3>;
using Matrix = std::array<Vector, 3>;

Plane product(const Plane& a, const Plane& b) {
  return mapped<Plane>(a, b, std::multiplies());
}

// The mean of the 9 x 9 points around each.
Plane mean_around(const Plane& map) {
  Plane means(map.dimensions());
  for (int64_t y = 0; y < map.height(); ++y)
    for (int64_t x = 0; x < map.width(); ++x) {
      double sum = 0, points = 0;
      for (int64_t i = std::max<int64_t>(y - 4, 0); i < std::min(y + 5, map.height()); ++i)
        for (int64_t j = std::max<int64_t>(x - 4, 0); j < std::min(x + 5, map.width()); ++j) {
          sum += map.at(i, j);
          ++points;
        }
      means.at(y, x) = sum / points;
    }
  return means;
}

double upsampled(const Plane& map, PictureSize size, int64_t y, int64_t x) {
  const auto row = bilinear_position(y, size.height, map.height());
  const auto column = bilinear_position(x, size.width, map.width());
  const double right = column.share_of_next, below = row.share_of_next;
  const auto of_row = [&](int64_t coarse) {
    return (1 - right) * map.at(coarse, column.first) + right * map.at(coarse, column.next);
  };
  return (1 - below) * of_row(row.first) + below * of_row(row.next);
}

Plane plane_of(const Picture& picture, std::size_t colour) {
  return mapped<Plane>(picture, [colour](const Colour& pixel) { return pixel[colour] / 255.0; });
}

double determinant(const Matrix& m) {
  return m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) -
         m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0]) +
         m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0]);
}

// Cramer's rule.
Vector solved(const Matrix& matrix, const Vector& right) {
  Vector solution;
  for (std::size_t i = 0; i < 3; ++i) {
    auto replaced = matrix;
    for (std::size_t row = 0; row < 3; ++row) replaced[row][i] = right[row];
    solution[i] = determinant(replaced) / determinant(matrix);
  }
  return solution;
}

// The linear model around each point: red, green, blue, a constant.
std::array<Plane, 4> models_by_formula(const Plane& map, const Picture& picture) {
  std::array<Plane, 3> guide, mean, with_map;
  std::array<std::array<Plane, 3>, 3> products;
  for (std::size_t a = 0; a < 3; ++a) {
    guide[a] = plane_of(picture, a);
    mean[a] = mean_around(guide[a]);
    with_map[a] = mean_around(product(guide[a], map));
  }
  for (std::size_t a = 0; a < 3; ++a)
    for (std::size_t b = 0; b < 3; ++b) products[a][b] = mean_around(product(guide[a], guide[b]));
  const auto mean_of_map = mean_around(map);
  std::array<Plane, 4> models;
  for (auto& model : models) model = Plane(map.dimensions());
  for (std::size_t i = 0; i < map.size(); ++i) {
    Matrix covariance;
    Vector together;
    for (std::size_t a = 0; a < 3; ++a) {
      together[a] = with_map[a].all()[i] - mean[a].all()[i] * mean_of_map.all()[i];
      for (std::size_t b = 0; b < 3; ++b)
        covariance[a][b] =
            products[a][b].all()[i] - mean[a].all()[i] * mean[b].all()[i] + (a == b ? 1e-3 : 0);
    }
    const auto slope = solved(covariance, together);
    models[3].all()[i] = mean_of_map.all()[i];
    for (std::size_t a = 0; a < 3; ++a) {
      models[a].all()[i] = slope[a];
      models[3].all()[i] -= slope[a] * mean[a].all()[i];
    }
  }
  for (auto& model : models) model = mean_around(model);
  return models;
}

MapStack guided_by_formula(const MapStack& logits, const Picture& picture) {
  const PictureSize size = picture.dimensions(), grid = {2 * logits.height(), 2 * logits.width()};
  MapStack result(logits.maps(), size);
  for (int64_t p = 0; p < logits.maps(); ++p) {
    Plane coarse(logits.dimensions()), fine(grid);
    std::ranges::copy(logits.map(p), coarse.all().begin());
    for (int64_t y = 0; y < grid.height; ++y)
      for (int64_t x = 0; x < grid.width; ++x) fine.at(y, x) = upsampled(coarse, grid, y, x);
    const auto models = models_by_formula(fine, resized_picture(picture, grid));
    for (int64_t y = 0; y < size.height; ++y)
      for (int64_t x = 0; x < size.width; ++x) {
        double sum = upsampled(models[3], size, y, x);
        for (std::size_t c = 0; c < 3; ++c)
          sum += upsampled(models[c], size, y, x) * picture.at(y, x)[c] / 255;
        result.at(p, y, x) = static_cast<float>(sum);
      }
  }
  return result;
}

// ---

TEST(GuidedRows, EndWhereTheColoursOfThePictureChange) {
  const auto scene = disk_scene(300, 400, kRed, kBlue, 0.43, 0.52, 0.21);
  const auto logits = coarse_logits_of(scene.mask);
  const auto plain = labelled(upsample_logits(logits.copy(), {300, 400}));
  const auto guided =
      labelled(all_rows(GuidedRows(logits.copy(), scene.picture), 2, {300, 400}, 300));
  EXPECT_LT(iou(plain, scene.mask), 0.98);
  EXPECT_GT(iou(guided, scene.mask), 0.99);
}

TEST(GuidedRows, OfAPictureOfOneColourAreSmoothLogits) {
  const auto grey = Picture::filled({200, 200}, kGrey);
  const auto rows = all_rows(GuidedRows(filled(2, {25, 25}, 3.5f), grey), 2, {200, 200}, 200);
  EXPECT_LT(max_difference(rows.all(), filled(2, {200, 200}, 3.5f).all()), 1e-3);
}

TEST(GuidedRows, DoNotDependOnTheStrips) {
  const auto scene = disk_scene(130, 90, kRed, kBlue);
  const auto rows_in_steps_of = [&](int64_t step) {
    return all_rows(GuidedRows(coarse_logits_of(scene.mask), scene.picture), 2, {130, 90}, step);
  };
  EXPECT_LT(max_difference(rows_in_steps_of(17).all(), rows_in_steps_of(130).all()), 1e-4);
}

TEST(GuidedRows, WorkOnAPictureOfOnePixel) {
  const auto picture = Picture::filled({1, 1}, {200, 200, 200});
  GuidedRows guided(filled(2, {1, 1}, 2), picture);
  EXPECT_LT(max_difference(guided.rows(0, 1).all(), std::vector<float>{2, 2}), 1e-3);
}

TEST(GuidedRows, AreTheGuidedFilterByItsFormula) {
  test::Random random(5);
  for (const auto& [prototypes, grid, height, width] :
       {std::tuple<int64_t, PictureSize, int64_t, int64_t>{2, {25, 25}, 130, 90},
        {2, {21, 30}, 90, 130},
        {5, {9, 9}, 40, 200},
        {3, {3, 3}, 9, 7}}) {
    const auto logits = test::random_stack(random, prototypes, grid, -20, 20);
    Picture picture(height, width);
    for (auto& pixel : picture.all())
      for (auto& value : pixel) value = static_cast<uint8_t>(random() % 256);
    const auto rows =
        all_rows(GuidedRows(logits.copy(), picture), prototypes, picture.dimensions(), 64);
    EXPECT_LT(max_difference(rows.all(), guided_by_formula(logits, picture).all()), 0.02)
        << prototypes << " prototypes, " << height << " x " << width;
  }
}

// A picture in somebody's memory may be wider than it is, and blue first.
TEST(GuidedRows, ReadAPictureAsItLies) {
  const auto scene = disk_scene(60, 50, kRed, kBlue);
  Map<Colour> padded(60, 64);
  for (int64_t y = 0; y < 60; ++y)
    std::ranges::transform(scene.picture.row(y), padded.row(y).begin(), [](const Colour& pixel) {
      return Colour{pixel[2], pixel[1], pixel[0]};
    });
  const PictureView view(padded.all().front().data(), {60, 50}, 3 * 64, ChannelOrder::kBgr);
  const auto rows_of = [&](const PictureView& picture) {
    return GuidedRows(coarse_logits_of(scene.mask), picture).rows(0, 60);
  };
  EXPECT_EQ(max_difference(rows_of(view).all(), rows_of(scene.picture).all()), 0);
}

// What is widened to every column of a picture is only what the next rows need.
TEST(GuidedRows, OfManyClassesTakeLittleMemoryForAWidePicture) {
  const auto picture = Picture::filled({60, 20000}, kGrey);
  test::Random random(6);
  auto logits = test::random_stack(random, 100, {25, 25}, 0, 1);
  const double megabytes = test::extra_megabytes([&] {
    GuidedRows guided(std::move(logits), picture);
    for (int64_t y = 0; y < 60; ++y) guided.rows(y, y + 1);
  });
  EXPECT_LT(megabytes, 400) << "all of it would take 1600";
}

TEST(GuidedRows, DoNotDependOnTheNumberOfThreads) {
  const auto scene = disk_scene(130, 90, kRed, kBlue);
  const auto rows_with = [&](int threads) {
    set_thread_count(threads);
    return all_rows(GuidedRows(coarse_logits_of(scene.mask), scene.picture), 2, {130, 90}, 130);
  };
  const int threads = thread_count();
  const auto one = rows_with(1), three = rows_with(3);
  set_thread_count(threads);
  EXPECT_TRUE(std::ranges::equal(one.all(), three.all()));
}

}  // namespace
}  // namespace panet
