#include "panet/weights/stored_tensor.h"

#include <bit>
#include <limits>
#include <random>

#include "stored_tensors.h"
#include "support.h"
#include "weights/half_numbers.h"

namespace panet {
namespace {

using test::filled;
using test::is_same;
using test::numbers_of;
using test::ramp;

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

StoredTensor tensor_of_bits(DType dtype, const std::vector<uint16_t>& bits) {
  return StoredTensor::copy_of(dtype, {std::ssize(bits)}, std::as_bytes(std::span(bits)));
}

std::vector<uint16_t> bits_of(const StoredTensor& halves) {
  std::vector<uint16_t> bits(halves.bytes().size() / 2);
  std::memcpy(bits.data(), halves.bytes().data(), halves.bytes().size());
  return bits;
}

std::vector<uint16_t> all_bits() {
  std::vector<uint16_t> bits(1 << 16);
  for (std::size_t i = 0; i < bits.size(); ++i) bits[i] = static_cast<uint16_t>(i);
  return bits;
}

// What a number of 16 bits means, from the definition: 1 sign, `exponent_bits`, the rest digits.
double meaning_of(uint16_t bits, int exponent_bits) {
  const int digits = 15 - exponent_bits, bias = (1 << (exponent_bits - 1)) - 1;
  const int exponent = (bits >> digits) & ((1 << exponent_bits) - 1);
  const int fraction = bits & ((1 << digits) - 1);
  const double sign = (bits & 0x8000) != 0 ? -1 : 1;
  if (exponent == (1 << exponent_bits) - 1)
    return fraction != 0 ? double{kNaN} : sign * double{kInfinity};
  if (exponent == 0) return sign * std::ldexp(fraction, 1 - bias - digits);
  return sign * std::ldexp(fraction + (1 << digits), exponent - bias - digits);
}

struct HalfType {
  DType dtype;
  int exponent_bits;
};

class HalfNumbers : public testing::TestWithParam<HalfType> {};

TEST_P(HalfNumbers, AreWhatTheirBitsMean) {
  const auto halves = tensor_of_bits(GetParam().dtype, all_bits());
  const auto floats = converted(halves, DType::kF32);
  const auto doubles = converted(halves, DType::kF64);
  for (std::size_t i = 0; i < 1 << 16; ++i) {
    const auto expected = meaning_of(static_cast<uint16_t>(i), GetParam().exponent_bits);
    const float found = floats.values<float>()[i];
    ASSERT_TRUE(std::isnan(expected) ? std::isnan(found) : found == expected) << i;
    ASSERT_EQ(std::signbit(found), (i & 0x8000) != 0) << i;
    ASSERT_TRUE(std::isnan(expected) || doubles.values<double>()[i] == expected) << i;
  }
}

TEST_P(HalfNumbers, ComeBackFromWiderTypesAsTheyWere) {
  const auto halves = tensor_of_bits(GetParam().dtype, all_bits());
  for (const auto wider : {DType::kF32, DType::kF64}) {
    const auto back = bits_of(converted(converted(halves, wider), GetParam().dtype));
    for (std::size_t i = 0; i < 1 << 16; ++i) {
      const bool is_nan =
          std::isnan(meaning_of(static_cast<uint16_t>(i), GetParam().exponent_bits));
      ASSERT_TRUE(is_nan || back[i] == i) << i;
    }
  }
}

// Between two neighbours lies a number that goes to the even one of them, and what is a little
// beside it goes to the nearer: whether it comes as double or as float.
TEST_P(HalfNumbers, RoundToTheNearestTiesToEven) {
  const auto dtype = GetParam().dtype;
  const auto largest = static_cast<uint16_t>(dtype == DType::kF16 ? 0x7bff : 0x7f7f);
  std::vector<double> middles, below, above;
  for (uint16_t i = 0; i < largest; ++i) {
    const auto at = [&](int bits) {
      return meaning_of(static_cast<uint16_t>(bits), GetParam().exponent_bits);
    };
    middles.push_back((at(i) + at(i + 1)) / 2);
    below.push_back(std::nextafter(middles.back(), 0.0));
    above.push_back(std::nextafter(middles.back(), 1e300));
  }
  const auto rounded = [&](const std::vector<double>& numbers) {
    return bits_of(converted(StoredTensor::of({std::ssize(numbers)}, numbers), dtype));
  };
  const auto ties = rounded(middles), down = rounded(below), up = rounded(above);
  std::vector<float> middle_floats(middles.begin(), middles.end());
  const auto count = std::ssize(middle_floats);
  const auto float_ties = bits_of(converted(StoredTensor::of({count}, middle_floats), dtype));
  for (uint16_t i = 0; i < largest; ++i) {
    const auto even = static_cast<uint16_t>(i + i % 2);
    ASSERT_EQ(ties[i], even) << i;
    ASSERT_EQ(down[i], i);
    ASSERT_EQ(up[i], i + 1);
    if (middle_floats[i] == middles[i]) {
      ASSERT_EQ(float_ties[i], even) << i;
    }
  }
}

TEST_P(HalfNumbers, AreInfiniteWhereTheNumberIsTooLarge) {
  const auto dtype = GetParam().dtype;
  for (const double number : {1e300, 3.4e39, double{kInfinity}}) {
    EXPECT_EQ(numbers_of(converted(StoredTensor::of<double>({1}, {number}), dtype)).front(),
              double{kInfinity});
    EXPECT_EQ(numbers_of(converted(StoredTensor::of<double>({1}, {-number}), dtype)).front(),
              -double{kInfinity});
  }
  const double largest = dtype == DType::kF16 ? 65504 : 0x1.fep127;
  const double half_a_step = dtype == DType::kF16 ? 16 : 0x1p119;
  const auto last =
      StoredTensor::of<double>({2}, {largest + half_a_step * 0.99, largest + half_a_step});
  EXPECT_THAT(numbers_of(converted(last, dtype)), testing::ElementsAre(largest, double{kInfinity}));
}

INSTANTIATE_TEST_SUITE_P(Types, HalfNumbers,
                         testing::Values(HalfType{DType::kF16, 5}, HalfType{DType::kBF16, 8}),
                         [](const auto& type) { return std::string(name_of(type.param.dtype)); });

TEST(StoredTensor, ConvertsBetweenAnyTwoFloatingPointTypes) {
  const std::vector<float> numbers = {0.0f, -1.5f, 2.0f, 0.0078125f, -96.0f};
  for (const auto from : {DType::kF64, DType::kF32, DType::kF16, DType::kBF16})
    for (const auto to : {DType::kF64, DType::kF32, DType::kF16, DType::kBF16}) {
      const auto tensor = converted(StoredTensor::of({5, 1}, numbers), from);
      const auto result = converted(tensor, to);
      EXPECT_EQ(result.dtype(), to);
      EXPECT_EQ(result.shape(), (std::vector<int64_t>{5, 1}));
      EXPECT_THAT(numbers_of(result), testing::ElementsAreArray(numbers))
          << name_of(from) << " " << name_of(to);
    }
  EXPECT_EQ(converted(StoredTensor::of<double>({1}, {0.1}), DType::kF32).values<float>()[0], 0.1f);
}

TEST(StoredTensor, OfTheTypeAlreadyIsTheSameBytes) {
  const auto tensor = ramp({3});
  EXPECT_EQ(converted(tensor, DType::kF32).bytes().data(), tensor.bytes().data());
  const auto copy = StoredTensor::copy_of(tensor.dtype(), tensor.shape(), tensor.bytes());
  EXPECT_NE(copy.bytes().data(), tensor.bytes().data());
  EXPECT_TRUE(is_same(copy, tensor));
}

// Shared out to several threads.
TEST(StoredTensor, ConvertsLargeOnesWhole) {
  std::mt19937 random(1);
  std::vector<float> numbers(1'000'003);
  for (auto& number : numbers) number = std::ldexp(static_cast<float>(random()), -32);
  const auto tensor = StoredTensor::of({1'000'003}, numbers);
  const auto bits = bits_of(converted(tensor, DType::kF16));
  for (std::size_t i = 0; i < numbers.size(); ++i)
    ASSERT_EQ(bits[i], to_float16(numbers[i]).bits) << i;
}

TEST(StoredTensor, KnowsWhetherAllNumbersAreFinite) {
  for (const auto dtype : {DType::kF64, DType::kF32, DType::kF16, DType::kBF16})
    for (const float bad : {kInfinity, -kInfinity, kNaN}) {
      auto numbers = std::vector<float>(300'000, -60000.0f);
      const auto tensor = [&] { return converted(StoredTensor::of({300'000}, numbers), dtype); };
      EXPECT_TRUE(is_finite(tensor())) << name_of(dtype);
      numbers[299'999] = bad;
      EXPECT_FALSE(is_finite(tensor())) << name_of(dtype) << " " << bad;
    }
  EXPECT_TRUE(is_finite(StoredTensor::of<int64_t>({1}, {-1})));
  EXPECT_TRUE(is_finite(StoredTensor()));
}

TEST(StoredTensor, KeepsItsBytesAlive) {
  StoredTensor part;
  {
    const auto whole = ramp({4, 3});
    part = whole.part(6, {2, 3});
    EXPECT_EQ(part.bytes().data(), whole.bytes().data() + 6 * sizeof(float));
  }
  EXPECT_THAT(part.values<float>(), testing::ElementsAre(6, 7, 8, 9, 10, 11));
  EXPECT_EQ(part.shape(), (std::vector<int64_t>{2, 3}));
}

TEST(StoredTensor, TellsItsTypesByTheirNamesInSafetensors) {
  EXPECT_EQ(name_of(DType::kF64), "F64");
  EXPECT_EQ(name_of(DType::kBF16), "BF16");
  EXPECT_EQ(name_of(DType::kBool), "BOOL");
  EXPECT_EQ(bytes_of(DType::kF64), 8u);
  EXPECT_EQ(bytes_of(DType::kBF16), 2u);
  EXPECT_EQ(bytes_of(DType::kBool), 1u);
  EXPECT_TRUE(is_floating_point(DType::kBF16));
  EXPECT_FALSE(is_floating_point(DType::kI64));
}

TEST(StoredTensor, MistakesOfAProgramAreTold) {
  EXPECT_THROW(ramp({2}).values<double>(), std::logic_error);
  EXPECT_THROW(StoredTensor::of<float>({3}, {1, 2}), std::logic_error);
  EXPECT_THROW(converted(StoredTensor::of<int64_t>({1}, {1}), DType::kF32), std::logic_error);
  EXPECT_THROW(converted(ramp({2}), DType::kI8), std::logic_error);
  const auto whole = ramp({4});
  EXPECT_THROW(StoredTensor(DType::kF32, {1}, whole.bytes().subspan(2, 4), nullptr),
               std::logic_error);
  EXPECT_EQ(StoredTensor().count(), 0);
  EXPECT_EQ(StoredTensor::of<float>({}, {3}).count(), 1);
}

}  // namespace
}  // namespace panet
