#include <algorithm>
#include <array>

#include "base/dispatch.h"
#include "base/parallel.h"
#include "model/cosine_classifier.h"

namespace panet {
namespace {

constexpr int64_t kPixelsPerBlock = 1024;
constexpr int64_t kPixelsPerTask = 1 << 14;

// At most kPixelsPerBlock pixels, whose logits for each prototype follow each other after `stride`.
void label_block(const float* logits, int64_t stride, int prototypes, int64_t count,
                 uint8_t* labels) {
  std::array<float, kPixelsPerBlock> largest;
  std::array<int, kPixelsPerBlock> nearest = {};
  std::copy_n(logits, count, largest.data());
  for (int p = 1; p < prototypes; ++p) {
    const float* const of_prototype = logits + p * stride;
#pragma omp simd
    for (int64_t i = 0; i < count; ++i) {
      const bool is_nearer = of_prototype[i] > largest.data()[i];
      nearest.data()[i] = is_nearer ? p : nearest.data()[i];
      largest.data()[i] = is_nearer ? of_prototype[i] : largest.data()[i];
    }
  }
  std::copy_n(nearest.data(), count, labels);
}

}  // namespace

Labels nearest_prototypes(const MapStack& logits) {
  auto labels = Labels::uninitialised(logits.dimensions());
  const auto pixels = static_cast<int64_t>(labels.size());
  const auto prototypes = static_cast<int>(logits.maps());
  parallel_for(0, pixels, kPixelsPerTask, [&](int64_t first, int64_t last) {
    for (int64_t i = first; i < last; i += kPixelsPerBlock)
      on_this_cpu<label_block>(logits.all().data() + i, pixels, prototypes,
                               std::min(kPixelsPerBlock, last - i), labels.all().data() + i);
  });
  return labels;
}

}  // namespace panet
