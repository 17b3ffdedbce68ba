#include "panet/segment/guided_rows.h"

#include <torch/types.h>

#include <tuple>

#include "panet/base/parallel.h"
#include "panet/image/resize.h"
#include "panet/model/cosine_classifier.h"
#include "peak_memory.h"
#include "scenes.h"
#include "support.h"

namespace panet {
namespace {

using test::disk_scene;
using test::iou;
using test::kBlue;
using test::kRed;

// Logits that say where the disk is, as coarsely as features do.
torch::Tensor coarse_logits_of(const torch::Tensor& mask) {
  const auto coarse =
      torch::adaptive_avg_pool2d(mask.to(torch::kFloat32).unsqueeze(0).unsqueeze(0), {25, 25});
  return torch::cat({5 - 10 * coarse, 10 * coarse - 5}, 1);
}

// The mean of the 9 x 9 points around each. N x h x w.
torch::Tensor mean_around(const torch::Tensor& maps) {
  return torch::avg_pool2d(maps.unsqueeze(0), {9, 9}, {1, 1}, {4, 4}, /*ceil_mode=*/false,
                           /*count_include_pad=*/false)[0];
}

// He and Sun's equations, in float64 and with a solver for each point's linear system.
torch::Tensor guided_by_formula(const torch::Tensor& logits, const torch::Tensor& picture) {
  const int64_t side = 2 * logits.size(2), height = picture.size(0), width = picture.size(1);
  const auto planes = [](const torch::Tensor& p) {
    return p.permute({2, 0, 1}).to(torch::kFloat64) / 255;
  };
  const auto fine = upsample_logits(logits.to(torch::kFloat64), side, side)[0];
  const auto guide = planes(resized_picture(picture, side));
  const auto mean = mean_around(guide);
  const auto products = (guide.unsqueeze(0) * guide.unsqueeze(1)).flatten(0, 1);
  const auto covariance = mean_around(products).unflatten(0, {3, 3}) -
                          mean.unsqueeze(0) * mean.unsqueeze(1) +
                          1e-3 * torch::eye(3, torch::kFloat64).reshape({3, 3, 1, 1});
  std::vector<torch::Tensor> rows;
  for (const auto& map : fine.unbind()) {
    const auto mean_of_map = mean_around(map.unsqueeze(0));
    const auto together = mean_around(guide * map) - mean * mean_of_map;
    const auto slope = at::linalg_solve(covariance.permute({2, 3, 0, 1}),
                                        together.permute({1, 2, 0}).unsqueeze(-1))
                           .squeeze(-1)
                           .permute({2, 0, 1});
    const auto constant = mean_of_map - (slope * mean).sum(0, /*keepdim=*/true);
    const auto model = mean_around(torch::cat({slope, constant}, 0));
    const auto at_pixels = upsample_logits(model.unsqueeze(0), height, width)[0];
    rows.push_back((at_pixels.slice(0, 0, 3) * planes(picture)).sum(0) + at_pixels[3]);
  }
  return torch::stack(rows);
}

torch::Tensor all_rows(GuidedRows guided, int64_t height, int64_t step) {
  std::vector<torch::Tensor> strips;
  for (int64_t first = 0; first < height; first += step)
    strips.push_back(guided.rows(first, std::min(first + step, height)));
  return torch::cat(strips, 1);
}

TEST(GuidedRows, EndWhereTheColoursOfThePictureChange) {
  const auto scene = disk_scene(300, 400, kRed, kBlue, 0.43, 0.52, 0.21);
  const auto logits = coarse_logits_of(scene.mask);
  const auto plain = nearest_prototypes(upsample_logits(logits, 300, 400)[0]);
  const auto guided = nearest_prototypes(all_rows(GuidedRows(logits, scene.picture), 300, 300));
  EXPECT_LT(iou(plain, scene.mask), 0.98);
  EXPECT_GT(iou(guided, scene.mask), 0.99);
}

TEST(GuidedRows, OfAPictureOfOneColourAreSmoothLogits) {
  const auto grey = torch::full({200, 200, 3}, 90, torch::kUInt8);
  const auto logits = torch::full({1, 2, 25, 25}, 3.5);
  const auto rows = all_rows(GuidedRows(logits, grey), 200, 200);
  EXPECT_LT(test::max_difference(rows, torch::full({2, 200, 200}, 3.5)), 1e-3);
}

TEST(GuidedRows, DoNotDependOnTheStrips) {
  const auto scene = disk_scene(130, 90, kRed, kBlue);
  GuidedRows guided(coarse_logits_of(scene.mask), scene.picture);
  EXPECT_LT(test::max_difference(all_rows(guided, 130, 17), all_rows(guided, 130, 130)), 1e-4);
}

TEST(GuidedRows, WorkOnAPictureOfOnePixel) {
  const auto picture = torch::full({1, 1, 3}, 200, torch::kUInt8);
  GuidedRows guided(torch::full({1, 2, 1, 1}, 2.0), picture);
  EXPECT_LT(test::max_difference(guided.rows(0, 1), torch::full({2, 1, 1}, 2.0)), 1e-3);
}

TEST(GuidedRows, AreTheGuidedFilterByItsFormula) {
  torch::manual_seed(5);
  for (const auto& [prototypes, side, height, width] :
       {std::tuple<int64_t, int64_t, int64_t, int64_t>{2, 25, 130, 90},
        {5, 9, 40, 200},
        {3, 3, 9, 7}}) {
    const auto logits = torch::rand({1, prototypes, side, side}) * 40 - 20;
    const auto picture = torch::randint(256, {height, width, 3}, torch::kUInt8);
    EXPECT_LT(test::max_difference(all_rows(GuidedRows(logits, picture), height, 64),
                                   guided_by_formula(logits, picture)),
              0.02)
        << prototypes << " prototypes, " << height << " x " << width;
  }
}

// What is widened to every column of a picture is only what the next rows need.
TEST(GuidedRows, OfManyClassesTakeLittleMemoryForAWidePicture) {
  const auto picture = torch::full({60, 20000, 3}, 90, torch::kUInt8);
  const auto logits = torch::rand({1, 100, 25, 25});
  const double megabytes = test::extra_megabytes([&] {
    GuidedRows guided(logits, picture);
    for (int64_t y = 0; y < 60; ++y) guided.rows(y, y + 1);
  });
  EXPECT_LT(megabytes, 400) << "all of it would take 1600";
}

TEST(GuidedRows, DoNotDependOnTheNumberOfThreads) {
  const auto scene = disk_scene(130, 90, kRed, kBlue);
  const auto logits = coarse_logits_of(scene.mask);
  const auto rows_with = [&](int threads) {
    set_thread_count(threads);
    return all_rows(GuidedRows(logits, scene.picture), 130, 130);
  };
  const int threads = thread_count();
  const auto one = rows_with(1), three = rows_with(3);
  set_thread_count(threads);
  EXPECT_TRUE(one.equal(three));
}

}  // namespace
}  // namespace panet
