#include "engine/winograd_transform.h"

#include <cmath>
#include <limits>
#include <numeric>
#include <random>
#include <vector>

#include "support.h"

namespace panet {
namespace {

constexpr int64_t kChannels = kWinogradChannels;
constexpr std::size_t kCount = kWinogradChannels;

BFloat16 small_integer(std::mt19937& random) {
  const auto number = static_cast<float>(std::uniform_int_distribution(-4, 4)(random));
  return {static_cast<uint16_t>(std::bit_cast<uint32_t>(number) >> 16)};
}

// A tile of integers that are small enough for nothing to be rounded.
struct Tile {
  explicit Tile(std::size_t channels) : pixels(16, std::vector<BFloat16>(channels)) {
    std::mt19937 random(1);
    for (auto& pixel : pixels) std::ranges::generate(pixel, [&] { return small_integer(random); });
  }

  std::array<const BFloat16*, 16> places() const {
    std::array<const BFloat16*, 16> all;
    std::ranges::transform(pixels, all.begin(), [](const auto& pixel) { return pixel.data(); });
    return all;
  }

  std::vector<std::vector<BFloat16>> pixels;
};

// What weights make of a channel of a tile.
float convolved(const Tile& tile, std::size_t channel, const std::array<float, 9>& weight,
                std::size_t y, std::size_t x) {
  float sum = 0;
  for (std::size_t tap = 0; tap < 9; ++tap)
    sum += weight[tap] * to_float(tile.pixels[(y + tap / 3) * 4 + x + tap % 3][channel]);
  return sum;
}

constexpr std::array<float, 9> kWeight = {1, -2, 3, 0, 2, -1, 4, 1, -3};

class Transformed {
 public:
  explicit Transformed(std::size_t channels) : tile(channels), sums(16 * kCount) {
    std::vector<BFloat16> factors(16 * kCount);
    winograd_input(tile.places(), static_cast<int64_t>(channels), factors.data(), kChannels);
    std::array<float, kWinogradProducts> by;
    winograd_weights(kWeight.data(), 9, 1, by.data(), 1);
    for (std::size_t i = 0; i < factors.size(); ++i)
      sums[i] = to_float(factors[i]) * by[i / kCount];
  }

  const Tile tile;
  std::vector<float> sums;
};

TEST(WinogradTransform, OfOneProductEachMakesAConvolution) {
  const Transformed transformed(kCount);
  const std::vector<float> bias(kCount, 8);
  std::array<std::vector<BFloat16>, 4> made;
  made.fill(std::vector<BFloat16>(kCount));
  winograd_output(transformed.sums.data(), kChannels,
                  {.bias = bias.data(), .channels = kChannels, .adds = false, .relu = false},
                  {made[0].data(), made[1].data(), made[2].data(), made[3].data()});
  for (std::size_t i = 0; i < 4; ++i)
    for (std::size_t channel = 0; channel < kCount; ++channel)
      EXPECT_EQ(to_float(made[i][channel]),
                convolved(transformed.tile, channel, kWeight, i / 2, i % 2) + 8);
}

// More of them than are transformed together, and a rest.
TEST(WinogradTransform, WeightsOfManyChannelsAreThoseOfEach) {
  constexpr std::size_t kWeights = 2 * kCount + 3, kStride = 11;
  std::vector<float> weights(kWeights * kStride);
  std::iota(weights.begin(), weights.end(), -100.0f);
  std::vector<float> together(16 * kWeights), alone(16);
  winograd_weights(weights.data(), kStride, kWeights, together.data(), kWeights);
  for (std::size_t i = 0; i < kWeights; ++i) {
    winograd_weights(weights.data() + i * kStride, kStride, 1, alone.data(), 1);
    for (std::size_t product = 0; product < 16; ++product)
      EXPECT_EQ(together[product * kWeights + i], alone[product]) << i << " " << product;
  }
}

TEST(WinogradTransform, ChannelsThatNoPixelHasAreZero) {
  const Transformed transformed(5);
  for (std::size_t tile = 0; tile < 16; ++tile)
    for (std::size_t channel = 5; channel < kCount; ++channel)
      EXPECT_EQ(transformed.sums[tile * kCount + channel], 0) << tile << " " << channel;
}

// Behind the last channel lies the next pixel.
TEST(WinogradTransform, WritesNoMoreThanTheChannelsThatThereAre) {
  const Transformed transformed(kCount);
  const std::vector<float> bias(kCount, 0);
  std::vector<BFloat16> made(kCount, BFloat16{0x4000});
  winograd_output(transformed.sums.data(), kChannels,
                  {.bias = bias.data(), .channels = 7, .adds = true, .relu = true},
                  {nullptr, made.data(), nullptr, nullptr});
  for (std::size_t channel = 0; channel < kCount; ++channel)
    EXPECT_EQ(
        to_float(made[channel]),
        channel < 7 ? std::max(convolved(transformed.tile, channel, kWeight, 0, 1) + 2, 0.0f) : 2);
}

TEST(WinogradTransform, RoundsOnceToTheNearestAndToEven) {
  const std::vector<float> given = {1 + 1.0f / 256, 1 + 3.0f / 256, 1 + 1.01f / 256,
                                    std::numeric_limits<float>::infinity()};
  std::vector<float> sums(16 * kCount, 0), bias(kCount, 0);
  std::ranges::copy(given, bias.begin());
  std::vector<BFloat16> made(given.size());
  winograd_output(sums.data(), kChannels,
                  {.bias = bias.data(),
                   .channels = static_cast<int64_t>(given.size()),
                   .adds = false,
                   .relu = true},
                  {made.data(), nullptr, nullptr, nullptr});
  EXPECT_EQ(to_float(made[0]), 1);
  EXPECT_EQ(to_float(made[1]), 1 + 4.0f / 256);
  EXPECT_EQ(to_float(made[2]), 1 + 2.0f / 256);
  EXPECT_EQ(to_float(made[3]), std::numeric_limits<float>::infinity());
}

TEST(WinogradTransform, ANumberThatIsNoneStaysOne) {
  std::vector<float> sums(16 * kCount, std::numeric_limits<float>::quiet_NaN()), bias(kCount, 0);
  std::vector<BFloat16> made(kCount);
  winograd_output(sums.data(), kChannels,
                  {.bias = bias.data(), .channels = kChannels, .adds = false, .relu = true},
                  {made.data(), nullptr, nullptr, nullptr});
  for (const auto number : made) EXPECT_TRUE(std::isnan(to_float(number)));
}

}  // namespace
}  // namespace panet
