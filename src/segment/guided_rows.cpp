#include "panet/segment/guided_rows.h"

#include <array>

#include "panet/image/network_input.h"
#include "panet/model/cosine_classifier.h"

namespace panet {
namespace {

constexpr int64_t kPointsPerFeature = 2;  // on a side, of the models' grid
constexpr int64_t kRadius = 4;            // points that a model looks at to each side
// Of the colours' variance, where black is 0 and white 1: edges that vary less are no edges.
constexpr double kEpsilon = 1e-3;
constexpr int64_t kCoefficients = 4;

// h x w x 3 uint8 → 3 x h x w, 0 to 1.
torch::Tensor colours(const torch::Tensor& picture) {
  return picture.permute({2, 0, 1}).to(torch::kFloat32).div_(255);
}

// The mean around each point; at the border, of the points that there are. N x h x w.
torch::Tensor box_mean(const torch::Tensor& maps) {
  const auto along = [](const torch::Tensor& x, bool rows) {
    const std::array<int64_t, 2> window = {rows ? 2 * kRadius + 1 : 1, rows ? 1 : 2 * kRadius + 1};
    const std::array<int64_t, 2> padding = {rows ? kRadius : 0, rows ? 0 : kRadius};
    return torch::avg_pool2d(x, window, {1, 1}, padding, /*ceil_mode=*/false,
                             /*count_include_pad=*/false);
  };
  return along(along(maps.unsqueeze(0), true), false).squeeze(0);
}

// How colours vary together around each point.
class Covariance {
 public:
  explicit Covariance(const torch::Tensor& guide) : guide_(guide), mean_(box_mean(guide)) {
    const auto of = [&](int64_t a, int64_t b) {
      return (box_mean((guide[a] * guide[b]).unsqueeze(0))[0] - mean_[a] * mean_[b]) +
             (a == b ? kEpsilon : 0);
    };
    const auto xx = of(0, 0), xy = of(0, 1), xz = of(0, 2), yy = of(1, 1), yz = of(1, 2),
               zz = of(2, 2);
    inverse_ = {yy * zz - yz * yz, xz * yz - xy * zz, xy * yz - xz * yy,
                xx * zz - xz * xz, xy * xz - xx * yz, xx * yy - xy * xy};
    const auto determinant = xx * inverse_[0] + xy * inverse_[1] + xz * inverse_[2];
    for (auto& entry : inverse_) entry /= determinant;
  }

  // The model of one map of logits, h x w → 4 x h x w.
  torch::Tensor model_of(const torch::Tensor& logits) const {
    const auto mean = box_mean(logits.unsqueeze(0))[0];
    const auto with = box_mean(guide_ * logits) - mean_ * mean;  // 3 x h x w
    const auto& [xx, xy, xz, yy, yz, zz] = inverse_;
    const auto red = xx * with[0] + xy * with[1] + xz * with[2];
    const auto green = xy * with[0] + yy * with[1] + yz * with[2];
    const auto blue = xz * with[0] + yz * with[1] + zz * with[2];
    const auto constant = mean - red * mean_[0] - green * mean_[1] - blue * mean_[2];
    return box_mean(torch::stack({red, green, blue, constant}));
  }

 private:
  torch::Tensor guide_, mean_;            // 3 x h x w
  std::array<torch::Tensor, 6> inverse_;  // symmetric: xx, xy, xz, yy, yz, zz
};

// → 1 x 4P x h' x w'
torch::Tensor models_of(const torch::Tensor& logits, const torch::Tensor& picture) {
  const int64_t side = kPointsPerFeature * logits.size(2);
  const auto fine = upsample_logits(logits, side, side)[0];
  const Covariance covariance(colours(picture_of_input(network_input(picture, side))));
  std::vector<torch::Tensor> models;
  for (int64_t p = 0; p < fine.size(0); ++p) models.push_back(covariance.model_of(fine[p]));
  return torch::cat(models).unsqueeze(0);
}

}  // namespace

GuidedRows::GuidedRows(const torch::Tensor& logits, const torch::Tensor& picture)
    : picture_(picture), models_(models_of(logits, picture), picture.size(0), picture.size(1)) {}

torch::Tensor GuidedRows::rows(int64_t first, int64_t last) const {
  const auto models = models_.rows(first, last);  // 4P x rows x W
  const auto pixels = colours(picture_.slice(0, first, last));
  const auto of_each = models.unflatten(0, {-1, kCoefficients});
  auto logits = of_each.select(1, 3).clone();
  for (int64_t c = 0; c < 3; ++c) logits.addcmul_(of_each.select(1, c), pixels[c]);
  return logits;
}

}  // namespace panet
