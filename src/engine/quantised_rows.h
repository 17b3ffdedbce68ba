#pragma once

#include <cstdint>

#include "model/bfloat16.h"

namespace panet {

// Rows of numbers as integers of 8 bits from -127 to 127, each row with a scale of its own, which
// its largest number just fits: number = integer x scale.
void quantise_rows(const float* numbers, int64_t rows, int64_t width, int8_t* integers,
                   float* scales);
void quantise_rows(const BFloat16* numbers, int64_t rows, int64_t width, int8_t* integers,
                   float* scales);

// What a product of such rows and such columns means, and what becomes of it.
struct QuantisedSums {
  const int32_t* sums;  // rows x width
  const float *row_scales, *column_scales;
  const float* bias;  // of each column
  int64_t rows, width;
};

void put_numbers(const QuantisedSums& sums, float* result);
void put_numbers(const QuantisedSums& sums, BFloat16* result);
void put_gelu(const QuantisedSums& sums, float* result);
void put_gelu(const QuantisedSums& sums, BFloat16* result);
void add_numbers(const QuantisedSums& sums, float* result);

}  // namespace panet
