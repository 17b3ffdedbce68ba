#include "panet/model/input_format.h"

#include <algorithm>
#include <cmath>

#include "base/quotient_up.h"

namespace panet {
namespace {

// The multiple of the stride that is nearest, of one at least.
int64_t whole_strides(double pixels, int64_t stride) {
  return stride * std::max<int64_t>(1, std::llround(pixels / static_cast<double>(stride)));
}

}  // namespace

int64_t feature_size(int64_t pixels, const InputFormat& input) {
  return quotient_up(pixels, input.stride);
}

int64_t fitting_size(double pixels, const InputFormat& input) {
  return input.whole_patches ? whole_strides(pixels, input.stride) : std::llround(pixels);
}

int64_t whole_features(double pixels, const InputFormat& input) {
  return input.whole_patches ? whole_strides(pixels, input.stride)
                             : whole_strides(pixels - 1, input.stride) + 1;
}

}  // namespace panet
