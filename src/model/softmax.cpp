#include <algorithm>
#include <bit>

#include "base/dispatch.h"
#include "base/parallel.h"
#include "model/cosine_classifier.h"

namespace panet {
namespace {

constexpr int64_t kPixelsPerBlock = 512;  // whose logits stay near the processor
constexpr int64_t kPixelsPerTask = 1 << 13;

constexpr float kLeast = -87;  // e^-87 is next to nothing

// e^x for x from kLeast to 0, as good as a float can tell it; the standard library's takes one
// number at a time. x = n ln 2 + r, where |r| <= ln 2 / 2, and e^r is a polynomial (Cephes' expf).
inline float exponential(float x) {
  constexpr float kInteger = 0x1.8p23f;  // what is added to it is rounded to integers
  constexpr float kUpper = 0.693359375f, kLower = -2.12194440e-4f;  // of ln 2, together
  const float n = (x * 1.44269504f + kInteger) - kInteger;
  const float r = (x - n * kUpper) - n * kLower;
  float sum = 1.9875691500e-4f;
  sum = sum * r + 1.3981999507e-3f;
  sum = sum * r + 8.3334519073e-3f;
  sum = sum * r + 4.1665795894e-2f;
  sum = sum * r + 1.6666665459e-1f;
  sum = sum * r + 5.0000001201e-1f;
  sum = (sum * r + 1) * r + 1;
  return sum * std::bit_cast<float>((static_cast<int32_t>(n) + 127) << 23);
}

inline float larger(float a, float b) {
  return a > b ? a : b;
}

// `count` pixels, whose logits for each prototype follow each other after `stride`.
void softmax_of_block(float* logits, int64_t stride, int64_t prototypes, int64_t count) {
  float largest[kPixelsPerBlock], sum[kPixelsPerBlock] = {};
  std::copy_n(logits, count, largest);
  for (int64_t p = 1; p < prototypes; ++p) {
    const float* const of_prototype = logits + p * stride;
#pragma omp simd
    for (int64_t i = 0; i < count; ++i) largest[i] = larger(of_prototype[i], largest[i]);
  }
  for (int64_t p = 0; p < prototypes; ++p) {
    float* const scores = logits + p * stride;
#pragma omp simd
    for (int64_t i = 0; i < count; ++i) scores[i] = larger(scores[i] - largest[i], kLeast);
#pragma omp simd
    for (int64_t i = 0; i < count; ++i) {
      scores[i] = exponential(scores[i]);
      sum[i] += scores[i];
    }
  }
  for (int64_t p = 0; p < prototypes; ++p) {
    float* const scores = logits + p * stride;
#pragma omp simd
    for (int64_t i = 0; i < count; ++i) scores[i] /= sum[i];
  }
}

}  // namespace

MapStack softmax(MapStack logits) {
  const int64_t pixels = logits.height() * logits.width();
  parallel_for(0, pixels, kPixelsPerTask, [&](int64_t first, int64_t last) {
    for (int64_t i = first; i < last; i += kPixelsPerBlock)
      on_this_cpu<softmax_of_block>(logits.all().data() + i, pixels, logits.maps(),
                                    std::min(kPixelsPerBlock, last - i));
  });
  return logits;
}

}  // namespace panet
