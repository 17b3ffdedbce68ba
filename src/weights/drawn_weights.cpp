#include <cmath>
#include <functional>
#include <numeric>

#include "base/parallel.h"
#include "panet/base/random_stream.h"
#include "panet/weights/model_file.h"

namespace panet {
namespace {

// The same on every platform, which std::log need not be. With x = m 2^e, m about 1, and
// t = (m - 1) / (m + 1): ln m = 2 (t + t^3 / 3 + t^5 / 5 + ...).
double natural_logarithm(double x) {
  constexpr double kLn2 = 0.693147180559945309417;
  constexpr int kHighestPower = 13;  // the next changes no float
  int exponent = 0;
  double m = std::frexp(x, &exponent);  // from 1/2 to 1
  if (m < 0.70710678118654752) {
    m *= 2;
    exponent -= 1;
  }
  const double t = (m - 1) / (m + 1);
  double sum = 0;
  for (int power = kHighestPower; power > 0; power -= 2) sum = sum * t * t + 1.0 / power;
  return exponent * kLn2 + 2 * t * sum;
}

// Normally distributed numbers of mean 0 by Marsaglia's polar method: two of each point within the
// unit circle.
void draw_normal(RandomStream random, double deviation, std::span<float> numbers) {
  for (std::size_t i = 0; i < numbers.size();) {
    const double x = random.between(-1, 1), y = random.between(-1, 1);
    const double square = x * x + y * y;
    if (square >= 1 || square == 0) continue;
    const double scale = deviation * std::sqrt(-2 * natural_logarithm(square) / square);
    numbers[i++] = static_cast<float>(x * scale);
    if (i < numbers.size()) numbers[i++] = static_cast<float>(y * scale);
  }
}

// Each output channel has a stream of random numbers of its own, so that any number of threads
// draws the same. Variances are halved by a ReLU or the like behind them.
StoredTensor drawn_weight(const std::vector<int64_t>& shape, bool is_halved, uint64_t seed,
                          int64_t first_stream) {
  const auto inputs =
      std::accumulate(shape.begin() + 1, shape.end(), int64_t{1}, std::multiplies<>());
  const double deviation = std::sqrt((is_halved ? 2.0 : 1.0) / static_cast<double>(inputs));
  std::vector<float> weight(static_cast<std::size_t>(shape.front() * inputs));
  parallel_for(0, shape.front(), 16, [&](int64_t first, int64_t last) {
    for (int64_t c = first; c < last; ++c)
      draw_normal(RandomStream(seed, static_cast<uint64_t>(first_stream + c)), deviation,
                  std::span(weight).subspan(static_cast<std::size_t>(c * inputs),
                                            static_cast<std::size_t>(inputs)));
  });
  return StoredTensor::of(shape, std::move(weight));
}

StoredTensor filled(const std::vector<int64_t>& shape, float value) {
  const auto count = std::accumulate(shape.begin(), shape.end(), int64_t{1}, std::multiplies<>());
  return StoredTensor::of(shape, std::vector<float>(static_cast<std::size_t>(count), value));
}

}  // namespace

TensorMap drawn_weights(const EncoderGraph& graph, uint64_t seed) {
  TensorMap weights;
  int64_t stream = 0;
  for (const auto& step : graph.steps) {
    const auto* const linear = std::get_if<Linear>(&step.operation);
    const bool is_halved = step.convolution() != nullptr || (linear != nullptr && linear->gelu);
    for (const auto& [name, shape] : weight_shapes(step)) {
      const bool is_norm = std::holds_alternative<LayerNorm>(step.operation);
      if (shape.size() == 1) {
        weights[name] = filled(shape, is_norm && name.ends_with(".weight") ? 1 : 0);
        continue;
      }
      weights[name] = drawn_weight(shape, is_halved, seed, stream);
      stream += shape.front();
    }
  }
  return weights;
}

}  // namespace panet
