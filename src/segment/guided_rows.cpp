#include "segment/guided_rows.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/dispatch.h"
#include "base/parallel.h"
#include "image/resize.h"
#include "model/bilinear_position.h"
#include "model/cosine_classifier.h"
#include "segment/colour_models.h"

namespace panet {
namespace {

constexpr int64_t kPointsPerFeature = 2;  // on a side, of the models' grid
constexpr int64_t kRowsPerTask = 8;
constexpr int64_t kRowsAtOnce = 64;  // whose widened models stay near the processor

WidenedRows widened_models(MapStack logits, const PictureView& picture) {
  const PictureSize grid = {.height = kPointsPerFeature * logits.height(),
                            .width = kPointsPerFeature * logits.width()};
  auto models =
      colour_models(resized_picture(picture, grid), upsample_logits(std::move(logits), grid));
  return {std::move(models), picture.width, bilinear_widening(grid.width, picture.width)};
}

// A row of pixels as the models take it.
struct Colours {
  explicit Colours(int64_t width) : red(static_cast<std::size_t>(width)), green(red), blue(red) {}
  std::vector<float> red, green, blue;  // 0 to 1
};

void read_channel(const uint8_t* pixels, int64_t width, float* channel) {
  constexpr float kPerLevel = 1.0f / 255;
#pragma omp simd
  for (int64_t x = 0; x < width; ++x) channel[x] = static_cast<float>(pixels[3 * x]) * kPerLevel;
}

void read_row(const PictureView& picture, int64_t y, Colours& colours) {
  const uint8_t* const row = picture.row(y);
  on_this_cpu<read_channel>(row + picture.red(), picture.width, colours.red.data());
  on_this_cpu<read_channel>(row + 1, picture.width, colours.green.data());
  on_this_cpu<read_channel>(row + picture.blue(), picture.width, colours.blue.data());
}

// Sends a row of pixels through the models interpolated between the rows above and below it, whose
// coefficients follow each other after `stride`.
void apply(const float* above, const float* below, int64_t stride, float share_of_lower,
           const float* red, const float* green, const float* blue, int64_t width, float* logits) {
#pragma omp simd
  for (int64_t x = 0; x < width; ++x) {
    const auto coefficient = [&](int64_t i) {
      const float upper = above[i * stride + x], lower = below[i * stride + x];
      return upper + share_of_lower * (lower - upper);
    };
    logits[x] = coefficient(3) + coefficient(0) * red[x] + coefficient(1) * green[x] +
                coefficient(2) * blue[x];
  }
}

}  // namespace

GuidedRows::GuidedRows(MapStack logits, const PictureView& picture)
    : picture_(picture), models_(widened_models(std::move(logits), picture)) {}

MapStack GuidedRows::rows(int64_t first, int64_t last) {
  auto result =
      MapStack::uninitialised(models_.maps() / kModelCoefficients, {last - first, picture_.width});
  for (int64_t y = first; y < last; y += kRowsAtOnce)
    put_rows(y, std::min(y + kRowsAtOnce, last), first, result);
  return result;
}

// Rows first to last - 1 of the picture; `result` begins with row `offset`.
void GuidedRows::put_rows(int64_t first, int64_t last, int64_t offset, MapStack& result) {
  const int64_t coarse = models_.height(), height = picture_.height, width = picture_.width;
  models_.require(bilinear_position(first, height, coarse).first,
                  bilinear_position(last - 1, height, coarse).next + 1);
  parallel_for(first, last, kRowsPerTask, [&](int64_t begin, int64_t end) {
    Colours colours(width);
    for (int64_t y = begin; y < end; ++y) {
      read_row(picture_, y, colours);
      const auto [above, below, share_of_lower] = bilinear_position(y, height, coarse);
      for (int64_t p = 0; p < result.maps(); ++p)
        on_this_cpu<apply>(models_.row(p * kModelCoefficients, above),
                           models_.row(p * kModelCoefficients, below), models_.stride(),
                           share_of_lower, colours.red.data(), colours.green.data(),
                           colours.blue.data(), width, result.row(p, y - offset).data());
    }
  });
}

}  // namespace panet
