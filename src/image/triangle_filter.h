#pragma once

#include <cstdint>
#include <vector>

namespace panet {

// One axis of a resize by the triangle filter: bilinear when enlarging; when shrinking the triangle
// grows with the factor and averages all pixels below it, so that nothing aliases. This is what
// PIL's BILINEAR does, and thus the authors' code.
class TriangleFilter {
 public:
  TriangleFilter(int64_t input_size, int64_t output_size);

  int64_t size() const { return static_cast<int64_t>(spans_.size()); }  // of the output

  // Output i is the sum of weights[k] * input[first + k] over k < count; the weights sum to 1.
  struct Taps {
    int64_t first, count;
    const float* weights;
  };
  Taps taps(int64_t output) const {
    const auto& span = spans_[static_cast<std::size_t>(output)];
    return {span.first, span.count, weights_.data() + span.offset};
  }

 private:
  struct Span {
    int64_t first, count, offset;
  };
  std::vector<Span> spans_;
  std::vector<float> weights_;
};

}  // namespace panet
