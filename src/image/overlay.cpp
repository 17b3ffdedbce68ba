#include "panet/image/overlay.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "opencv_tensor.h"
#include "panet/file/error.h"
#include "picture.h"

namespace panet {
namespace {

using Contours = std::vector<std::vector<cv::Point>>;

cv::Scalar scalar(const Colour& colour) {
  return {double(colour[0]), double(colour[1]), double(colour[2])};
}

torch::Tensor checked_labels(const torch::Tensor& labels, const torch::Tensor& picture,
                             std::size_t colours) {
  if (!labels.defined() || labels.scalar_type() != torch::kUInt8 ||
      labels.sizes() != picture.sizes().slice(0, 2))
    throw Error(fmt::format("overlay: labels are uint8 and of the picture's size, {} x {}",
                            picture.size(0), picture.size(1)));
  const int largest = labels.max().item<uint8_t>();
  if (largest > static_cast<int>(colours))
    throw Error(
        fmt::format("overlay: label {} has no colour; {} colours were given, for labels 1 to {}",
                    largest, colours, colours));
  return labels.cpu().contiguous();
}

// Mixes each label's colour half and half into the pixels that have it. → whether each label occurs
std::array<bool, 256> tint(torch::Tensor& picture, const torch::Tensor& labels,
                           const std::vector<Colour>& colours) {
  std::array<bool, 256> occurs{};
  uint8_t* pixel = picture.data_ptr<uint8_t>();
  const uint8_t* label = labels.data_ptr<uint8_t>();
  for (const uint8_t* end = label + labels.numel(); label != end; ++label, pixel += 3) {
    if (*label == 0) continue;
    occurs[*label] = true;
    const Colour& colour = colours[*label - std::size_t{1}];
    for (std::size_t c = 0; c < 3; ++c)
      pixel[c] = static_cast<uint8_t>((pixel[c] + colour[c] + 1) / 2);
  }
  return occurs;
}

// The borders of a label's regions and of the holes in them, straightened: the steps of the pixels
// and of masks that were made at a lower resolution would look ragged.
Contours contours_of(const cv::Mat& labels, int label, double tolerance) {
  Contours contours;
  cv::findContours(labels == label, contours, cv::RETR_CCOMP, cv::CHAIN_APPROX_SIMPLE);
  for (auto& contour : contours) cv::approxPolyDP(std::vector(contour), contour, tolerance, true);
  return contours;
}

// What stands out around the line: white around dark colours, black around bright ones.
cv::Scalar edge_colour(const Colour& colour) {
  const double brightness = 0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2];
  return brightness < 110 ? cv::Scalar::all(255) : cv::Scalar::all(24);
}

void draw(cv::Mat& picture, const Contours& contours, const cv::Scalar& colour, int thickness) {
  cv::polylines(picture, contours, true, colour, thickness, cv::LINE_AA);
}

}  // namespace

torch::Tensor overlay(const torch::Tensor& picture, const torch::Tensor& labels,
                      const std::vector<Colour>& colours) {
  torch::Tensor result = checked_picture(picture, "overlay").clone();
  const torch::Tensor map = checked_labels(labels, result, colours.size());
  const auto occurs = tint(result, map, colours);

  // Lines grow with the picture, so that it looks alike at any size once it is fitted to the
  // screen.
  const double diagonal = std::hypot(result.size(0), result.size(1));
  const int line = std::max(1, static_cast<int>(std::lround(diagonal / 350)));
  const int edge = std::max(1, line / 3);
  cv::Mat canvas = mat_view(result);
  std::vector<std::pair<Colour, Contours>> drawings;
  for (int label = 1; label < 256; ++label)
    if (occurs[static_cast<std::size_t>(label)])
      drawings.emplace_back(colours[static_cast<std::size_t>(label - 1)],
                            contours_of(mat_view(map), label, 0.4 * line));
  for (const auto& [colour, contours] : drawings)
    draw(canvas, contours, edge_colour(colour), line + 2 * edge);
  for (const auto& [colour, contours] : drawings) draw(canvas, contours, scalar(colour), line);
  return result;
}

}  // namespace panet
