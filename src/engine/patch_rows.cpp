#include "engine/patch_rows.h"

#include <algorithm>

#include "base/parallel.h"
#include "engine/number_types.h"
#include "model/position_interpolation.h"

namespace panet {
namespace {

constexpr int64_t kChannels = 3;

template <typename T>
void put_patch(const float* pixels, int64_t row_stride, int64_t patch, T* row) {
  for (int64_t y = 0; y < patch; ++y)
    row = std::transform(pixels + y * row_stride, pixels + y * row_stride + patch * kChannels, row,
                         number_as<T>);
}

// to += share x from
void add_shared(float share, const float* from, std::span<float> to) {
  for (std::size_t i = 0; i < to.size(); ++i) to[i] += share * from[i];
}

// The positions of a grid g x g brought to a grid of height x g: each row of the result g x width.
Map<float> with_rows(std::span<const float> learnt, const Map<float>& shares) {
  const auto in_row = static_cast<int64_t>(learnt.size()) / shares.width();
  Map<float> result(shares.height(), in_row);
  for (int64_t y = 0; y < result.height(); ++y)
    for (int64_t i = 0; i < shares.width(); ++i)
      if (const float share = shares.at(y, i); share != 0)
        add_shared(share, learnt.data() + i * in_row, result.row(y));
  return result;
}

void add_positions(const PatchEmbedding& embedding, std::span<const float> learnt,
                   PictureSize patches, Map<float>& offsets) {
  const auto [height, width] = patches;
  if (height == embedding.grid && width == embedding.grid)
    return add_shared(1, learnt.data(), offsets.all());
  const auto rows =
      with_rows(learnt, position_shares(embedding.grid, height, embedding.interpolation));
  const auto shares = position_shares(embedding.grid, width, embedding.interpolation);
  for (int64_t y = 0; y < height; ++y)
    for (int64_t x = 0; x < width; ++x)
      for (int64_t i = 0; i < embedding.grid; ++i)
        if (const float share = shares.at(x, i); share != 0)
          add_shared(share, rows.row(y).data() + i * embedding.width, offsets.row(y * width + x));
}

}  // namespace

void patch_rows(int64_t patch, const dnnl::memory& images, const dnnl::memory& rows) {
  const auto dims = dims_of(images.get_desc());
  const int64_t height = dims[2] / patch, width = dims[3] / patch;
  const int64_t row_stride = dims[3] * kChannels, numbers = patch * patch * kChannels;
  const float* const pixels = numbers_in<float>(images);
  with_number_type(type_of(rows.get_desc()), [&]<typename T>(T) {
    parallel_for(0, height, 1, [&](int64_t first, int64_t last) {
      for (int64_t y = first; y < last; ++y)
        for (int64_t x = 0; x < width; ++x)
          put_patch(pixels + y * patch * row_stride + x * patch * kChannels, row_stride, patch,
                    numbers_in<T>(rows) + (y * width + x) * numbers);
    });
  });
}

std::vector<float> in_order_of_pixels(const PatchEmbedding& embedding,
                                      std::span<const float> weight) {
  const int64_t pixels = embedding.patch * embedding.patch;
  std::vector<float> ordered(weight.size());
  std::size_t from = 0;
  for (int64_t output = 0; output < embedding.width; ++output)
    for (int64_t channel = 0; channel < kChannels; ++channel)
      for (int64_t pixel = 0; pixel < pixels; ++pixel)
        ordered[static_cast<std::size_t>((output * pixels + pixel) * kChannels + channel)] =
            weight[from++];
  return ordered;
}

Map<float> token_offsets(const PatchEmbedding& embedding, std::span<const float> bias,
                         std::span<const float> learnt, PictureSize patches) {
  Map<float> offsets(patches.height * patches.width, embedding.width);
  for (int64_t patch = 0; patch < offsets.height(); ++patch)
    std::ranges::copy(bias, offsets.row(patch).begin());
  if (!learnt.empty()) add_positions(embedding, learnt, patches, offsets);
  return offsets;
}

}  // namespace panet
