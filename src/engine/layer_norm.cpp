#include "engine/layer_norm.h"

#include <cmath>

#include "base/dispatch.h"
#include "base/parallel.h"
#include "engine/number_types.h"

namespace panet {
namespace {

constexpr int64_t kTokensPerTask = 16;

template <typename T>
void normalise(const float* tokens, int64_t count, int64_t width, float epsilon,
               const float* weight, const float* bias, T* result) {
  const auto numbers = static_cast<float>(width);
  for (int64_t t = 0; t < count; ++t) {
    const float* const token = tokens + t * width;
    T* const to = result + t * width;
    float sum = 0, squares = 0;
#pragma omp simd reduction(+ : sum)
    for (int64_t i = 0; i < width; ++i) sum += token[i];
    const float mean = sum / numbers;
#pragma omp simd reduction(+ : squares)
    for (int64_t i = 0; i < width; ++i) squares += (token[i] - mean) * (token[i] - mean);
    const float scale = 1 / std::sqrt(squares / numbers + epsilon);
#pragma omp simd
    for (int64_t i = 0; i < width; ++i)
      to[i] = number_as<T>((token[i] - mean) * scale * weight[i] + bias[i]);
  }
}

}  // namespace

void layer_norm(const LayerNorm& norm, std::span<const float> weight, std::span<const float> bias,
                const dnnl::memory& tokens, const dnnl::memory& result) {
  const auto count = dims_of(tokens.get_desc())[0] - norm.dropped;
  const float* const from = numbers_in<float>(tokens) + norm.dropped * norm.width;
  with_number_type(type_of(result.get_desc()), [&]<typename T>(T) {
    T* const to = numbers_in<T>(result);
    parallel_for(0, count, kTokensPerTask, [&](int64_t first, int64_t last) {
      on_this_cpu<normalise<T>>(from + first * norm.width, last - first, norm.width,
                                static_cast<float>(norm.epsilon), weight.data(), bias.data(),
                                to + first * norm.width);
    });
  });
}

}  // namespace panet
