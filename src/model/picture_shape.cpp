#include "panet/model/picture_shape.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "panet/base/error.h"

namespace panet {
namespace {

constexpr double kStepsPerDoubling = 5;
constexpr double kMostSteps = 8;  // 2^(8/5) = 3.03

}  // namespace

PictureShape parse_picture_shape(const std::string& text) {
  for (const auto shape : {PictureShape::kSquare, PictureShape::kOwn})
    if (text == text_of(shape)) return shape;
  throw Error(fmt::format("'{}' is neither own nor square", text));
}

std::string text_of(PictureShape shape) {
  return shape == PictureShape::kOwn ? "own" : "square";
}

PictureSize encoder_size(PictureSize picture, PictureShape shape, int64_t side,
                         const InputFormat& input) {
  const double doublings =
      std::log2(static_cast<double>(picture.width) / static_cast<double>(picture.height));
  const double steps =
      std::clamp(std::round(kStepsPerDoubling * doublings), -kMostSteps, kMostSteps);
  if (shape == PictureShape::kSquare || steps == 0) return {.height = side, .width = side};
  const auto given = static_cast<double>(side);
  const int64_t shorter =
      whole_features(given / std::exp2(std::abs(steps) / kStepsPerDoubling / 2), input);
  const int64_t longer = whole_features(given * given / static_cast<double>(shorter), input);
  if (steps > 0) return {.height = shorter, .width = longer};
  return {.height = longer, .width = shorter};
}

}  // namespace panet
