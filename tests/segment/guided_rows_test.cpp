#include "panet/segment/guided_rows.h"

#include "panet/model/cosine_classifier.h"
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

torch::Tensor all_rows(const GuidedRows& guided, int64_t height, int64_t step) {
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
  const GuidedRows guided(coarse_logits_of(scene.mask), scene.picture);
  EXPECT_LT(test::max_difference(all_rows(guided, 130, 17), all_rows(guided, 130, 130)), 1e-4);
}

TEST(GuidedRows, WorkOnAPictureOfOnePixel) {
  const auto picture = torch::full({1, 1, 3}, 200, torch::kUInt8);
  const GuidedRows guided(torch::full({1, 2, 1, 1}, 2.0), picture);
  EXPECT_LT(test::max_difference(guided.rows(0, 1), torch::full({2, 1, 1}, 2.0)), 1e-3);
}

}  // namespace
}  // namespace panet
