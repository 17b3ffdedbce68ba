#include "engine/gated_unit.h"

#include "base/dispatch.h"
#include "base/parallel.h"
#include "engine/number_types.h"
#include "model/exponential.h"

namespace panet {
namespace {

constexpr int64_t kTokensPerTask = 16;

// e^-|x|, so that no number is too large.
inline float silu(float x) {
  const float magnitude = x < 0 ? -x : x;
  const float small = exponential(-magnitude < kLeastExponent ? kLeastExponent : -magnitude);
  return x * (x < 0 ? small : 1.0f) / (1 + small);
}

template <typename T>
void gate(const T* tokens, int64_t count, int64_t width, T* result) {
  for (int64_t t = 0; t < count; ++t) {
    const T* const gates = tokens + 2 * t * width;
    const T* const gated = gates + width;
    T* const to = result + t * width;
#pragma omp simd
    for (int64_t i = 0; i < width; ++i)
      to[i] = number_as<T>(silu(to_float(gates[i])) * to_float(gated[i]));
  }
}

}  // namespace

void gated_unit(const GatedUnit& unit, const dnnl::memory& tokens, const dnnl::memory& result) {
  const auto count = dims_of(tokens.get_desc())[0];
  with_number_type(type_of(tokens.get_desc()), [&]<typename T>(T) {
    parallel_for(0, count, kTokensPerTask, [&](int64_t first, int64_t last) {
      on_this_cpu<gate<T>>(numbers_in<T>(tokens) + 2 * first * unit.width, last - first, unit.width,
                           numbers_in<T>(result) + first * unit.width);
    });
  });
}

}  // namespace panet
