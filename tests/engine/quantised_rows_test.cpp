#include "engine/quantised_rows.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include "model/gelu.h"

namespace panet {
namespace {

constexpr int64_t kRows = 5, kWidth = 37;

// Each row ten times as large as the one before.
std::vector<float> drawn_rows() {
  std::mt19937 generator(7);
  std::normal_distribution<float> normal;
  std::vector<float> numbers;
  for (int64_t r = 0; r < kRows; ++r)
    for (int64_t i = 0; i < kWidth; ++i)
      numbers.push_back(normal(generator) * std::pow(10.0f, static_cast<float>(r)));
  return numbers;
}

struct Quantised {
  std::vector<int8_t> integers = std::vector<int8_t>(kRows * kWidth);
  std::vector<float> scales = std::vector<float>(kRows);
};

template <typename T>
Quantised quantised(const std::vector<T>& numbers) {
  Quantised quantised;
  quantise_rows(numbers.data(), kRows, kWidth, quantised.integers.data(), quantised.scales.data());
  return quantised;
}

TEST(QuantiseRows, EachRowIsWithinHalfAStepOfItsOwnScale) {
  const auto numbers = drawn_rows();
  const auto [integers, scales] = quantised(numbers);
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const float scale = scales[i / kWidth];
    EXPECT_NEAR(static_cast<float>(integers[i]) * scale, numbers[i], 0.501f * scale) << i;
  }
}

TEST(QuantiseRows, TheLargestNumberOfARowIs127) {
  const auto [integers, scales] = quantised(drawn_rows());
  for (int64_t r = 0; r < kRows; ++r) {
    const auto* const row = integers.data() + r * kWidth;
    const auto [least, most] = std::minmax_element(row, row + kWidth);
    EXPECT_EQ(std::max(-*least, +*most), 127) << r;
  }
}

TEST(QuantiseRows, OfBFloat16AsOfWhatTheyStandFor) {
  std::vector<BFloat16> rounded;
  std::vector<float> numbers;
  for (const float number : drawn_rows()) {
    rounded.push_back(to_bfloat16(number));
    numbers.push_back(to_float(rounded.back()));
  }
  EXPECT_EQ(quantised(rounded).integers, quantised(numbers).integers);
  EXPECT_EQ(quantised(rounded).scales, quantised(numbers).scales);
}

TEST(QuantiseRows, ARowOfZerosStaysOne) {
  const auto [integers, scales] = quantised(std::vector<float>(kRows * kWidth, 0.0f));
  EXPECT_EQ(integers, std::vector<int8_t>(kRows * kWidth, 0));
  EXPECT_EQ(scales, std::vector<float>(kRows, 0.0f));
}

struct SumsOfRows : testing::Test {
  static constexpr int64_t kColumns = 3;
  const std::vector<int32_t> sums = {100, -200, 0, 7, 90000, -1};
  const std::vector<float> row_scales = {0.5f, 0.01f}, column_scales = {1, 0.02f, 3};
  const std::vector<float> bias = {1, -1, 0.25f};
  const QuantisedSums given = {.sums = sums.data(),
                               .row_scales = row_scales.data(),
                               .column_scales = column_scales.data(),
                               .bias = bias.data(),
                               .rows = 2,
                               .width = kColumns};
  const std::vector<float> numbers = {51, -3, 0.25f, 1.07f, 17, 0.22f};
};

TEST_F(SumsOfRows, AreScaledByRowAndColumnAndBiased) {
  std::vector<float> result(6);
  put_numbers(given, result.data());
  for (std::size_t i = 0; i < 6; ++i) EXPECT_NEAR(result[i], numbers[i], 1e-5) << i;
}

TEST_F(SumsOfRows, AreRoundedToBFloat16) {
  std::vector<BFloat16> result(6);
  put_numbers(given, result.data());
  for (std::size_t i = 0; i < 6; ++i)
    EXPECT_NEAR(to_float(result[i]), numbers[i], std::abs(numbers[i]) / 256) << i;
}

TEST_F(SumsOfRows, GoThroughGelu) {
  std::vector<float> result(6);
  put_gelu(given, result.data());
  for (std::size_t i = 0; i < 6; ++i) EXPECT_NEAR(result[i], gelu(numbers[i]), 1e-5) << i;
  std::vector<BFloat16> rounded(6);
  put_gelu(given, rounded.data());
  for (std::size_t i = 0; i < 6; ++i)
    EXPECT_NEAR(to_float(rounded[i]), gelu(numbers[i]), std::abs(numbers[i]) / 256) << i;
}

TEST_F(SumsOfRows, AreAddedToWhatStandsThere) {
  std::vector<float> result = {1, 2, 3, 4, 5, 6};
  add_numbers(given, result.data());
  for (std::size_t i = 0; i < 6; ++i)
    EXPECT_NEAR(result[i], numbers[i] + static_cast<float>(i + 1), 1e-5) << i;
}

}  // namespace
}  // namespace panet
