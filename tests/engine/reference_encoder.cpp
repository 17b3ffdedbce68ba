#include "reference_encoder.h"

#include <algorithm>
#include <limits>

namespace panet::test {
namespace {

Planes planes_of(int64_t channels, PictureSize grid) {
  return {channels, grid,
          std::vector<float>(static_cast<std::size_t>(channels * grid.height * grid.width))};
}

Planes planes_of(const NetworkInput& image) {
  auto planes = planes_of(3, image.dimensions());
  for (std::size_t c = 0; c < 3; ++c)
    for (std::size_t i = 0; i < image.size(); ++i)
      planes.numbers[c * image.size() + i] = image.all()[i][c];
  return planes;
}

// The grid of windows of `reach` pixels, padded by half of that.
PictureSize grid_after(PictureSize grid, int64_t reach, int64_t stride) {
  const auto count = [&](int64_t pixels) { return (pixels + reach / 2 * 2 - reach) / stride + 1; };
  return {count(grid.height), count(grid.width)};
}

// Calls `visit(place in the output, value)` for each output pixel that a tap of a kernel, dy rows
// and dx columns off the middle, has a value for.
template <typename Visit>
void for_each_seen(const Planes& input, int64_t channel, PictureSize output, int64_t stride,
                   int64_t dy, int64_t dx, const Visit& visit) {
  for (int64_t y = 0; y < output.height; ++y) {
    const int64_t from_y = y * stride + dy;
    if (from_y < 0 || from_y >= input.grid.height) continue;
    const float* const row = input.row(channel, from_y);
    for (int64_t x = 0; x < output.width; ++x) {
      const int64_t from_x = x * stride + dx;
      if (from_x >= 0 && from_x < input.grid.width)
        visit(static_cast<std::size_t>(y * output.width + x), row[from_x]);
    }
  }
}

Planes convolved(const Planes& input, const Convolution& c, std::span<const float> weight,
                 std::span<const float> bias) {
  auto output =
      planes_of(c.out_channels, grid_after(input.grid, c.dilation * (c.size - 1) + 1, c.stride));
  const auto plane = output.numbers.size() / static_cast<std::size_t>(c.out_channels);
  const float* next = weight.data();
  for (std::size_t o = 0; o < bias.size(); ++o) {
    std::vector<double> sums(plane, bias[o]);
    for (int64_t i = 0; i < c.in_channels; ++i)
      for (int64_t ky = 0; ky < c.size; ++ky)
        for (int64_t kx = 0; kx < c.size; ++kx)
          for_each_seen(input, i, output.grid, c.stride, c.dilation * (ky - c.size / 2),
                        c.dilation * (kx - c.size / 2),
                        [factor = *next++, &sums](std::size_t place, float value) {
                          sums[place] += factor * value;
                        });
    std::copy(sums.begin(), sums.end(), output.numbers.begin() + static_cast<int64_t>(o * plane));
  }
  return output;
}

Planes pooled(const Planes& input, const MaxPool& pool) {
  auto output = planes_of(input.channels, grid_after(input.grid, pool.size, pool.stride));
  std::ranges::fill(output.numbers, std::numeric_limits<float>::lowest());
  const auto plane = output.numbers.size() / static_cast<std::size_t>(input.channels);
  for (int64_t c = 0; c < input.channels; ++c)
    for (int64_t ky = 0; ky < pool.size; ++ky)
      for (int64_t kx = 0; kx < pool.size; ++kx)
        for_each_seen(
            input, c, output.grid, pool.stride, ky - pool.size / 2, kx - pool.size / 2,
            [most = output.numbers.data() + static_cast<std::size_t>(c) * plane](
                std::size_t place, float value) { most[place] = std::max(most[place], value); });
  return output;
}

Planes result_of(const EncoderStep& step, const Model& model, const std::vector<Planes>& values) {
  const auto& input = values[step.input];
  if (const auto* const pool = std::get_if<MaxPool>(&step.operation)) return pooled(input, *pool);
  auto result =
      convolved(input, *step.convolution(), model.weights.at(step.name + ".weight").values<float>(),
                model.weights.at(step.name + ".bias").values<float>());
  if (step.addend)
    std::ranges::transform(result.numbers, values[*step.addend].numbers, result.numbers.begin(),
                           std::plus<>());
  if (step.relu)
    for (float& number : result.numbers) number = std::max(number, 0.0f);
  return result;
}

}  // namespace

std::vector<Planes> reference_values(const Model& model, const NetworkInput& image) {
  std::vector<Planes> values = {planes_of(image)};
  for (const auto& step : model.graph.steps) values.push_back(result_of(step, model, values));
  return values;
}

}  // namespace panet::test
