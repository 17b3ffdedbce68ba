#include "panet/segment/guided_rows.h"

#include <array>
#include <vector>

#include "colour_models.h"
#include "panet/base/parallel.h"
#include "panet/image/resize.h"
#include "panet/model/bilinear_position.h"
#include "panet/model/cosine_classifier.h"

namespace panet {
namespace {

constexpr int64_t kPointsPerFeature = 2;  // on a side, of the models' grid
constexpr int64_t kRowsPerTask = 16;

// Widens maps by bilinear upsampling.
WidenedRows::Widen widening(int64_t coarse, int64_t width) {
  std::vector<BilinearPosition> columns;
  for (int64_t x = 0; x < width; ++x) columns.push_back(bilinear_position(x, width, coarse));
  return [columns = std::move(columns), coarse, width](const torch::Tensor& maps) {
    const auto result = torch::empty({maps.size(0), maps.size(1), width});
    parallel_for(0, maps.numel() / coarse, kRowsPerTask, [&](int64_t first, int64_t last) {
      for (int64_t row = first; row < last; ++row) {
        const float* const source = maps.data_ptr<float>() + row * coarse;
        float* out = result.data_ptr<float>() + row * width;
        for (const auto& x : columns)
          *out++ = source[x.first] + x.share_of_next * (source[x.next] - source[x.first]);
      }
    });
    return result;
  };
}

WidenedRows widened_models(const torch::Tensor& logits, const torch::Tensor& picture) {
  const int64_t side = kPointsPerFeature * logits.size(2);
  const auto models =
      colour_models(resized_picture(picture, side), upsample_logits(logits, side, side)[0]);
  return {models.flatten(0, 1), widening(side, picture.size(1))};
}

// A row of pixels, each colour on its own, 0 to 1.
class Colours {
 public:
  explicit Colours(int64_t width) {
    for (auto& channel : channels_) channel.resize(static_cast<std::size_t>(width));
  }

  void read(const uint8_t* pixels) {
    for (std::size_t x = 0; x < channels_[0].size(); ++x)
      for (std::size_t c = 0; c < 3; ++c)
        channels_[c][x] = static_cast<float>(pixels[3 * x + c]) * kPerLevel;
  }

  const float* operator[](std::size_t channel) const { return channels_[channel].data(); }

 private:
  static constexpr float kPerLevel = 1.0f / 255;
  std::array<std::vector<float>, 3> channels_;
};

// Sends a row of pixels through the models interpolated between the rows above and below it, whose
// coefficients follow each other after `stride`.
void apply(const float* above, const float* below, int64_t stride, float share_of_lower,
           const Colours& colours, int64_t width, float* logits) {
  const float *red = colours[0], *green = colours[1], *blue = colours[2];
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

GuidedRows::GuidedRows(const torch::Tensor& logits, const torch::Tensor& picture)
    : picture_(picture.contiguous()), models_(widened_models(logits, picture)) {}

torch::Tensor GuidedRows::rows(int64_t first, int64_t last) {
  const int64_t prototypes = models_.maps() / kModelCoefficients, coarse = models_.height();
  const int64_t height = picture_.size(0), width = picture_.size(1);
  models_.require(bilinear_position(first, height, coarse).first,
                  bilinear_position(last - 1, height, coarse).next + 1);
  const auto result = torch::empty({prototypes, last - first, width});
  const uint8_t* const pixels = picture_.data_ptr<uint8_t>();
  float* const logits = result.data_ptr<float>();
  parallel_for(first, last, kRowsPerTask, [&](int64_t begin, int64_t end) {
    Colours colours(width);
    for (int64_t y = begin; y < end; ++y) {
      colours.read(pixels + 3 * y * width);
      const auto [above, below, share_of_lower] = bilinear_position(y, height, coarse);
      for (int64_t p = 0; p < prototypes; ++p)
        apply(models_.row(p * kModelCoefficients, above),
              models_.row(p * kModelCoefficients, below), models_.stride(), share_of_lower, colours,
              width, logits + (p * (last - first) + y - first) * width);
    }
  });
  return result;
}

}  // namespace panet
