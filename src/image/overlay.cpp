#include "panet/image/overlay.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <opencv2/imgproc.hpp>
#include <span>
#include <utility>

#include "base/quotient_up.h"
#include "image/largest_label.h"
#include "image/opencv_view.h"
#include "panet/base/error.h"

namespace panet {
namespace {

using Contours = std::vector<std::vector<cv::Point>>;

cv::Scalar scalar(const Colour& colour) {
  return {double(colour[0]), double(colour[1]), double(colour[2])};
}

void check_labels(const Labels& labels, PictureSize picture, std::size_t colours) {
  if (labels.dimensions() != picture)
    throw Error(fmt::format("overlay: labels are of the picture's size, {} x {}, not {} x {}",
                            picture.height, picture.width, labels.height(), labels.width()));
  const int largest = largest_label(labels);
  if (largest > static_cast<int>(colours))
    throw Error(
        fmt::format("overlay: label {} has no colour; {} colours were given, for labels 1 to {}",
                    largest, colours, colours));
}

// Where a label occurs: the box around its pixels.
struct Region {
  int left = 0, top = 0, right = 0, bottom = 0;  // right and bottom: one past the last; 0: nowhere

  void add_run(int y, int begin, int end) {
    left = right == 0 ? begin : std::min(left, begin);
    top = right == 0 ? y : top;  // rows come from top to bottom
    right = std::max(right, end);
    bottom = y + 1;
  }
  cv::Rect box() const { return {left, top, right - left, bottom - top}; }
};
using Regions = std::array<Region, 256>;

// The colour is a copy, which cannot lie among the pixels: so they are mixed several at a time.
void mix(std::span<Colour> pixels, Colour colour) {
  for (Colour& pixel : pixels)
    for (std::size_t c = 0; c < 3; ++c)
      pixel[c] = static_cast<uint8_t>((pixel[c] + colour[c] + 1) / 2);
}

// The first of [from, end) that is another label, eight at a time.
const uint8_t* end_of_run(const uint8_t* from, const uint8_t* end) {
  const uint8_t label = *from;
  const uint64_t eight_labels = label * uint64_t{0x0101010101010101};
  for (uint64_t eight; end - from >= 8; from += 8) {
    std::memcpy(&eight, from, 8);
    if (eight != eight_labels) break;
  }
  return std::find_if(from, end, [label](uint8_t other) { return other != label; });
}

// Mixes each label's colour half and half into its pixels, and tells where it occurs.
Regions tint(Picture& picture, const Labels& labels, const std::vector<Colour>& colours) {
  Regions regions;
  const auto height = static_cast<int>(labels.height()), width = static_cast<int>(labels.width());
  for (int y = 0; y < height; ++y) {
    const uint8_t* row = labels.row(y).data();
    Colour* pixels = picture.row(y).data();
    for (int begin = 0, end = 0; begin < width; begin = end) {
      end = static_cast<int>(end_of_run(row + begin, row + width) - row);
      const std::size_t label = row[begin];
      if (label == 0) continue;
      regions[label].add_run(y, begin, end);
      mix({pixels + begin, pixels + end}, colours[label - 1]);
    }
  }
  return regions;
}

// Where a label is, at every `step`-th pixel of every `step`-th row.
cv::Mat mask_of(const cv::Mat& labels, int label, int step) {
  if (step == 1) return labels == label;
  cv::Mat mask(quotient_up(labels.rows, step), quotient_up(labels.cols, step), CV_8U);
  for (int y = 0; y < mask.rows; ++y) {
    const uint8_t* const row = labels.ptr(step * y);
    uint8_t* const out = mask.ptr(y);
    for (int64_t x = 0; x < mask.cols; ++x) out[x] = row[step * x] == label;
  }
  return mask;
}

// The borders of a label's regions and of the holes in them, straightened: the steps of the pixels
// and of masks that were made at a lower resolution would look ragged. Where the line is that
// thick, in pictures of more than 70 megapixels, nobody sees a border that is a pixel off, and a
// mask of every pixel would take a third of the picture's memory twice.
Contours contours_of(const cv::Mat& labels, int label, const Region& region, int line) {
  constexpr int kLinePerStep = 16;
  const int step = std::max(1, line / kLinePerStep);
  Contours contours;
  const cv::Rect box = region.box();
  cv::findContours(mask_of(labels(box), label, step), contours, cv::RETR_CCOMP,
                   cv::CHAIN_APPROX_SIMPLE);
  for (auto& contour : contours) {
    for (auto& point : contour) point = step * point + box.tl();
    cv::approxPolyDP(std::vector(contour), contour, 0.4 * line, true);
  }
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

Picture overlay(const PictureView& picture, const Labels& labels,
                const std::vector<Colour>& colours) {
  expect_pixels(picture, "overlay");
  Picture result = copy_of(picture);
  draw_overlay(result, labels, colours);
  return result;
}

void draw_overlay(Picture& picture, const Labels& labels, const std::vector<Colour>& colours) {
  check_labels(labels, picture.dimensions(), colours.size());
  const Regions regions = tint(picture, labels, colours);

  // Lines grow with the picture, so that it looks alike at any size once it is fitted to the
  // screen.
  const double diagonal = std::hypot(picture.height(), picture.width());
  const int line = std::max(1, static_cast<int>(std::lround(diagonal / 350)));
  const int edge = std::max(1, line / 3);
  std::vector<std::pair<Colour, Contours>> drawings;
  for (int label = 1; label < 256; ++label) {
    const Region& region = regions[static_cast<std::size_t>(label)];
    if (region.right == 0) continue;
    drawings.emplace_back(colours[static_cast<std::size_t>(label - 1)],
                          contours_of(mat_view(labels), label, region, line));
  }
  cv::Mat canvas = mat_view(picture);
  for (const auto& [colour, contours] : drawings)
    draw(canvas, contours, edge_colour(colour), line + 2 * edge);
  for (const auto& [colour, contours] : drawings) draw(canvas, contours, scalar(colour), line);
}

}  // namespace panet
