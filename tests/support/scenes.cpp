#include "scenes.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "image/mask.h"

namespace panet::test {
namespace {

constexpr int64_t kColours = 3, kSize = 3, kTaps = kSize * kSize;

// The mean of 2 x 2 pixels, each colour for itself.
StoredTensor halving() {
  std::vector<float> weight(kColours * kColours * kTaps);
  for (int64_t colour = 0; colour < kColours; ++colour)
    for (const int64_t tap : {4, 5, 7, 8})  // the middle, right of it and below
      weight[static_cast<std::size_t>((colour * kColours + colour) * kTaps + tap)] = 0.25f;
  return StoredTensor::of({kColours, kColours, kSize, kSize}, std::move(weight));
}

EncoderStep halving_step(std::size_t input) {
  return {.name = fmt::format("halving{}", input + 1),
          .input = input,
          .operation = Convolution{
              .in_channels = kColours, .out_channels = kColours, .size = kSize, .stride = 2}};
}

}  // namespace

Scene disk_scene(int64_t height, int64_t width, Colour disk, Colour ground, double centre_x,
                 double centre_y, double radius) {
  const double pixels = radius * static_cast<double>(std::min(height, width));
  Mask mask(height, width);
  for (int64_t y = 0; y < height; ++y)
    for (int64_t x = 0; x < width; ++x) {
      const double dx = static_cast<double>(x) + 0.5 - centre_x * static_cast<double>(width);
      const double dy = static_cast<double>(y) + 0.5 - centre_y * static_cast<double>(height);
      mask.at(y, x) = dx * dx + dy * dy < pixels * pixels ? 1 : 0;
    }
  auto picture = mapped<Picture>(mask, [&](uint8_t inside) { return inside ? disk : ground; });
  return {.picture = std::move(picture), .mask = std::move(mask)};
}

Support support_of(const Scene& scene, const std::string& class_name, const std::string& source) {
  return {.class_name = class_name,
          .picture = scene.picture.copy(),
          .annotation = {.foreground = scene.mask.copy(), .background = ~scene.mask},
          .source = source};
}

Labels labels_of(const Mask& mask) {
  return mapped<Labels>(mask, std::identity());
}

Model colour_model(const std::string& fingerprint) {
  Model model = {.graph = {.options = {.architecture = "colour"},
                           .steps = {halving_step(0), halving_step(1), halving_step(2)},
                           .channels = kColours},
                 .weights = {},
                 .fingerprint = fingerprint,
                 .metadata = {}};
  for (const auto& step : model.graph.steps) {
    model.weights[step.name + ".weight"] = halving();
    model.weights[step.name + ".bias"] = StoredTensor::of({kColours}, std::vector<float>(kColours));
  }
  return model;
}

Segmenter colour_segmenter(const std::string& fingerprint, int64_t input_size,
                           const Refinement& refinement, PictureShape shape) {
  return {std::make_shared<const Model>(colour_model(fingerprint)),
          {.input_size = input_size, .shape = shape, .refinement = refinement}};
}

double iou(const Mask& a, const Mask& b) {
  return static_cast<double>(count(a & b)) / static_cast<double>(count(a | b));
}

}  // namespace panet::test
