#include <algorithm>

#include "base/dispatch.h"
#include "base/parallel.h"
#include "model/cosine_classifier.h"
#include "model/exponential.h"

namespace panet {
namespace {

constexpr int64_t kPixelsPerBlock = 512;  // whose logits stay near the processor
constexpr int64_t kPixelsPerTask = 1 << 13;

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
    for (int64_t i = 0; i < count; ++i) scores[i] = larger(scores[i] - largest[i], kLeastExponent);
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
