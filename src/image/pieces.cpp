#include "panet/image/pieces.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <numeric>
#include <opencv2/imgproc.hpp>

#include "image/mask.h"
#include "image/opencv_view.h"
#include "panet/base/error.h"
#include "panet/image/void_label.h"

namespace panet {
namespace {

constexpr int kNeighbours = 8;

std::vector<uint8_t> classes_in(const Labels& labels) {
  std::array<bool, std::numeric_limits<uint8_t>::max() + 1> seen{};
  for (const uint8_t label : labels.all()) seen[label] = true;
  seen[0] = seen[kVoid] = false;
  std::vector<uint8_t> classes;
  for (std::size_t label = 0; label < seen.size(); ++label)
    if (seen[label]) classes.push_back(static_cast<uint8_t>(label));
  return classes;
}

// OpenCV's numbers of the pieces, the background being 0, depend on how many threads it has. These
// go by where the first pixel of a piece is, row by row.
class PiecesOfClass {
 public:
  PiecesOfClass(const Labels& labels, uint8_t label) : label_(label) {
    const auto mask = where(labels, label);
    const int count = cv::connectedComponents(mat_view(mask), numbers_, kNeighbours, CV_32S);
    place_.assign(static_cast<std::size_t>(count), 0);
    for (int y = 0; y < numbers_.rows; ++y)
      for (int x = 0; x < numbers_.cols; ++x) add(numbers_.at<int32_t>(y, x));
  }

  void append_to(Pieces& all, int64_t least_pixels) {
    std::vector<int32_t> order(pixels_.size());
    std::iota(order.begin(), order.end(), 0);
    std::ranges::stable_sort(order, std::ranges::greater(), [&](int32_t i) { return pixels(i); });
    std::vector<int32_t> number_of(pixels_.size(), 0);
    for (const int32_t i : order) {
      if (pixels(i) < least_pixels) break;
      all.pieces.push_back({.label = label_, .pixels = pixels(i)});
      number_of[static_cast<std::size_t>(i)] = static_cast<int32_t>(all.pieces.size());
    }
    for (int y = 0; y < numbers_.rows; ++y)
      for (int x = 0; x < numbers_.cols; ++x)
        if (const int32_t number = numbers_.at<int32_t>(y, x); number != 0)
          all.map.at(y, x) =
              number_of[static_cast<std::size_t>(place_[static_cast<std::size_t>(number)] - 1)];
  }

 private:
  int64_t pixels(int32_t i) const { return pixels_[static_cast<std::size_t>(i)]; }

  void add(int32_t number) {
    if (number == 0) return;
    auto& place = place_[static_cast<std::size_t>(number)];
    if (place == 0) {
      pixels_.push_back(0);
      place = static_cast<int32_t>(pixels_.size());
    }
    ++pixels_[static_cast<std::size_t>(place - 1)];
  }

  uint8_t label_;
  cv::Mat numbers_;
  std::vector<int32_t> place_;   // of each of OpenCV's numbers, from 1 on
  std::vector<int64_t> pixels_;  // by place
};

}  // namespace

int64_t LeastPiece::pixels(PictureSize picture) const {
  const double all = static_cast<double>(picture.height * picture.width);
  return std::max<int64_t>(1, std::llround(size < 1 ? size * all : size));
}

LeastPiece parse_least_piece(const std::string& text) {
  double size = 0;
  const auto* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, size);
  const bool is_number = error == std::errc() && stop == end;
  const bool is_size = size > 0 && (size < 1 || (size == std::floor(size) && size <= 1e9));
  if (!is_number || !is_size)
    throw Error(
        fmt::format("'{}' is no size of a piece: say a share of the picture, as 0.001, or pixels, "
                    "as 500",
                    text));
  return {size};
}

Pieces pieces_of(const Labels& labels, int64_t least_pixels) {
  Pieces all = {.map = Instances(labels.dimensions()), .pieces = {}};
  for (const uint8_t label : classes_in(labels))
    PiecesOfClass(labels, label).append_to(all, least_pixels);
  return all;
}

}  // namespace panet
