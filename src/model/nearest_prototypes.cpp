
#include <algorithm>
#include <array>

#include "panet/base/parallel.h"
#include "panet/model/cosine_classifier.h"

namespace panet {
namespace {

constexpr std::size_t kPixelsPerBlock = 1024;
constexpr int64_t kPixelsPerTask = 1 << 14;

// At most kPixelsPerBlock pixels, whose logits for each prototype follow each other after `stride`.
void label_block(const float* logits, int64_t stride, int prototypes, std::size_t count,
                 uint8_t* labels) {
  std::array<float, kPixelsPerBlock> largest;
  std::array<int, kPixelsPerBlock> nearest = {};
  std::copy_n(logits, count, largest.data());
  for (int p = 1; p < prototypes; ++p) {
    const float* const of_prototype = logits + p * stride;
#pragma omp simd
    for (std::size_t i = 0; i < count; ++i) {
      const bool is_nearer = of_prototype[i] > largest[i];
      nearest[i] = is_nearer ? p : nearest[i];
      largest[i] = is_nearer ? of_prototype[i] : largest[i];
    }
  }
  std::copy_n(nearest.data(), count, labels);
}

}  // namespace

torch::Tensor nearest_prototypes(const torch::Tensor& logits) {
  const auto source = logits.to(torch::kCPU, torch::kFloat32).contiguous();
  const auto labels = torch::empty(source.sizes().slice(1), torch::kUInt8);
  const int64_t pixels = labels.numel();
  const auto prototypes = static_cast<int>(source.size(0));
  parallel_for(0, pixels, kPixelsPerTask, [&](int64_t first, int64_t last) {
    for (int64_t i = first; i < last; i += kPixelsPerBlock)
      label_block(source.data_ptr<float>() + i, pixels, prototypes,
                  std::min(kPixelsPerBlock, static_cast<std::size_t>(last - i)),
                  labels.data_ptr<uint8_t>() + i);
  });
  return labels.to(logits.device());
}

}  // namespace panet
