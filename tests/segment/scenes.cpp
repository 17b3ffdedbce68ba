#include "scenes.h"

namespace panet::test {
namespace {

class ColourEncoder : public Encoder {
 public:
  ColourEncoder() : Encoder({.architecture = "colour"}, 3) {}
  torch::Tensor forward(const torch::Tensor& images) override {
    return torch::adaptive_avg_pool2d(images,
                                      {feature_size(images.size(2)), feature_size(images.size(3))});
  }
};

torch::Tensor plain(int64_t height, int64_t width, Colour3 colour) {
  return torch::tensor({colour[0], colour[1], colour[2]}, torch::kUInt8).expand({height, width, 3});
}

}  // namespace

Scene disk_scene(int64_t height, int64_t width, Colour3 disk, Colour3 ground, double centre_x,
                 double centre_y, double radius) {
  const auto y = torch::arange(height).unsqueeze(1) + 0.5 - centre_y * static_cast<double>(height);
  const auto x = torch::arange(width).unsqueeze(0) + 0.5 - centre_x * static_cast<double>(width);
  const double pixels = radius * static_cast<double>(std::min(height, width));
  const auto inside = x * x + y * y < pixels * pixels;
  return {.picture = torch::where(inside.unsqueeze(2), plain(height, width, disk),
                                  plain(height, width, ground))
                         .contiguous(),
          .mask = inside.to(torch::kUInt8)};
}

Support support_of(const Scene& scene, const std::string& class_name, const std::string& source) {
  return {.class_name = class_name,
          .picture = scene.picture,
          .annotation = {.foreground = scene.mask, .background = 1 - scene.mask},
          .source = source};
}

Segmenter colour_segmenter(const std::string& fingerprint, int64_t input_size,
                           const Refinement& refinement) {
  return {
      Model{
          .encoder = std::make_shared<ColourEncoder>(), .fingerprint = fingerprint, .metadata = {}},
      SegmenterOptions{.input_size = input_size,
                       .compute = {},
                       .stride_placement = {},
                       .refinement = refinement}};
}

double iou(const torch::Tensor& a, const torch::Tensor& b) {
  const auto first = a.to(torch::kBool), second = b.to(torch::kBool);
  return first.logical_and(second).sum().item<double>() /
         first.logical_or(second).sum().item<double>();
}

}  // namespace panet::test
