#include "engine/quantised_rows.h"

#include <bit>

#include "base/dispatch.h"
#include "engine/number_types.h"
#include "model/gelu.h"

namespace panet {
namespace {

constexpr float kLargest = 127;

// Of a number from -127 to 127.
inline int8_t nearest_integer(float number) {
  constexpr float kInteger = 0x1.8p23f;  // what is added to it becomes an integer in its last bits
  return static_cast<int8_t>(std::bit_cast<int32_t>(number + kInteger));
}

template <typename T>
void quantise(const T* numbers, int64_t rows, int64_t width, int8_t* integers, float* scales) {
  for (int64_t r = 0; r < rows; ++r, numbers += width, integers += width) {
    float largest = 0;
#pragma omp simd reduction(max : largest)
    for (int64_t i = 0; i < width; ++i) {
      const float number = to_float(numbers[i]);
      const float magnitude = number < 0 ? -number : number;
      largest = magnitude > largest ? magnitude : largest;
    }
    scales[r] = largest / kLargest;
    const float factor = largest > 0 ? kLargest / largest : 0;
#pragma omp simd
    for (int64_t i = 0; i < width; ++i)
      integers[i] = nearest_integer(to_float(numbers[i]) * factor);
  }
}

enum class Ending { kPut, kGelu, kAdd };

template <typename T, Ending kEnding>
void end(const QuantisedSums& sums, T* result) {
  for (int64_t r = 0; r < sums.rows; ++r) {
    const int32_t* const row = sums.sums + r * sums.width;
    const float scale = sums.row_scales[r];
    T* const to = result + r * sums.width;
#pragma omp simd
    for (int64_t i = 0; i < sums.width; ++i) {
      const float number =
          static_cast<float>(row[i]) * (scale * sums.column_scales[i]) + sums.bias[i];
      if constexpr (kEnding == Ending::kAdd)
        to[i] += number;
      else
        to[i] = number_as<T>(kEnding == Ending::kGelu ? gelu(number) : number);
    }
  }
}

}  // namespace

void quantise_rows(const float* numbers, int64_t rows, int64_t width, int8_t* integers,
                   float* scales) {
  on_this_cpu<quantise<float>>(numbers, rows, width, integers, scales);
}

void quantise_rows(const BFloat16* numbers, int64_t rows, int64_t width, int8_t* integers,
                   float* scales) {
  on_this_cpu<quantise<BFloat16>>(numbers, rows, width, integers, scales);
}

void put_numbers(const QuantisedSums& sums, float* result) {
  on_this_cpu<end<float, Ending::kPut>>(sums, result);
}

void put_numbers(const QuantisedSums& sums, BFloat16* result) {
  on_this_cpu<end<BFloat16, Ending::kPut>>(sums, result);
}

void put_gelu(const QuantisedSums& sums, float* result) {
  on_this_cpu<end<float, Ending::kGelu>>(sums, result);
}

void put_gelu(const QuantisedSums& sums, BFloat16* result) {
  on_this_cpu<end<BFloat16, Ending::kGelu>>(sums, result);
}

void add_numbers(const QuantisedSums& sums, float* result) {
  on_this_cpu<end<float, Ending::kAdd>>(sums, result);
}

}  // namespace panet
