#include "model/packed_features.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <string>
#include <vector>

#include "panet/base/error.h"
#include "panet/base/random_stream.h"

namespace panet {
namespace {

Features features_of(PictureSize grid, const std::vector<float>& numbers) {
  const auto channels = static_cast<int64_t>(numbers.size()) / (grid.height * grid.width);
  Features features(grid, channels, Features::Type::kFloat32);
  std::copy(numbers.begin(), numbers.end(), reinterpret_cast<float*>(features.bytes().data()));
  return features;
}

std::vector<float> after_packing(const std::vector<float>& numbers, int bits,
                                 PictureSize grid = {1, 1}) {
  const auto unpacked = unpacked_features(packed_features(features_of(grid, numbers), bits));
  std::vector<float> result;
  for (const auto value : unpacked.bfloats()) result.push_back(to_float(value));
  return result;
}

TEST(PackedFeatures, SquareRootsOfSharesOfTheGreatestAreRoundedToFifteenSteps) {
  // 225 = 15 * 15, so the codes of k * k are k, and nothing is lost.
  EXPECT_EQ(after_packing({225, 0, 1, 4, 9, 100, 144}, 4),
            (std::vector<float>{225, 0, 1, 4, 9, 100, 144}));
  EXPECT_EQ(after_packing({225, 2, 2.5}, 4), (std::vector<float>{225, 1, 4}));
}

TEST(PackedFeatures, EachLocationHasItsOwnGreatestNumber) {
  EXPECT_EQ(after_packing({225, 4, 2250, 40}, 4, {1, 2}), (std::vector<float>{225, 4, 2256, 40.0}))
      << "2250 is no bfloat16; the nearest is 2256";
}

TEST(PackedFeatures, NegativeNumbersTakeOneBit) {
  EXPECT_EQ(after_packing({49, -4, 9, -36}, 4), (std::vector<float>{49, -4, 9, -36}));
  EXPECT_EQ(after_packing({-127 * 127, 16}, 8), (std::vector<float>{-16128, 16}));
}

TEST(PackedFeatures, ZerosStayZeros) {
  EXPECT_EQ(after_packing({0, 0, 0}, 4), (std::vector<float>{0, 0, 0}));
}

double cosine_after(const std::vector<float>& numbers, int bits) {
  const auto packed = after_packing(numbers, bits);
  double product = 0, before = 0, after = 0;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    product += numbers[i] * packed[i];
    before += numbers[i] * numbers[i];
    after += packed[i] * packed[i];
  }
  return product / std::sqrt(before * after);
}

TEST(PackedFeatures, DirectionsStayWhatTheyAre) {
  RandomStream random(1, 0);
  std::vector<float> numbers(1024);
  for (float& x : numbers) x = static_cast<float>(std::max(0.0, random.between(-1, 1)));
  EXPECT_GT(cosine_after(numbers, 4), 0.998);
  EXPECT_GT(cosine_after(numbers, 8), 0.99998);
}

TEST(PackedFeatures, AFileHoldsThemAndKnowsWhenItIsDamaged) {
  const auto packed = packed_features(features_of({2, 1}, {1, 2, 3, 4, 5, 6}), 4);
  auto bytes = bytes_of(packed);
  const auto read = [&] { return packed_features_of(std::as_bytes(std::span(bytes)), "f"); };
  EXPECT_EQ(read().codes, packed.codes);
  EXPECT_EQ(read().magnitudes, packed.magnitudes);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] ^= 1;
    EXPECT_THROW(read(), Error) << "byte " << i;
    bytes[i] ^= 1;
  }
  for (const std::size_t size : {std::size_t{0}, std::size_t{7}, bytes.size() - 1}) {
    const auto part = bytes.substr(0, size);
    EXPECT_THROW(packed_features_of(std::as_bytes(std::span(part)), "f"), Error);
  }
}

TEST(PackedFeatures, AsManyBitsAsFit) {
  const auto features = features_of({1, 2}, std::vector<float>(20));
  const auto size = [&](int bits) { return bytes_of(packed_features(features, bits)).size(); };
  ASSERT_EQ(size(8) - size(4), 10) << "of two locations with ten numbers";
  EXPECT_EQ(bits_for(features, size(8)), 8);
  EXPECT_EQ(bits_for(features, size(8) - 1), 4);
  EXPECT_EQ(bits_for(features, size(4)), 4);
  EXPECT_EQ(bits_for(features, size(4) - 1), 0);
}

// 37 x 37 patches of a ViT-L, in a file that the labelling page keeps.
TEST(PackedFeatures, OfALargeVisionTransformerFitInOneAndAHalfMegabytes) {
  const Features features({37, 37}, 1024, Features::Type::kBFloat16);
  EXPECT_EQ(bits_for(features, 1'500'000), 8);
}

}  // namespace
}  // namespace panet
