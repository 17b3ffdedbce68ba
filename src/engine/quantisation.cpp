#include "engine/quantisation.h"

namespace panet {
namespace {

constexpr float kLargestSigned = 127, kLargestUnsigned = 255;

}  // namespace

float signed_scale(float range) {
  return range / kLargestSigned;
}

float unsigned_scale(float range) {
  return range / kLargestUnsigned;
}

std::vector<float> channel_scales(const torch::Tensor& weight) {
  const auto largest = weight.detach().abs().flatten(1).amax(1).to(torch::kFloat32).contiguous();
  std::vector<float> scales(largest.data_ptr<float>(), largest.data_ptr<float>() + largest.numel());
  for (auto& scale : scales) scale = scale > 0 ? signed_scale(scale) : 1;
  return scales;
}

}  // namespace panet
