#include "engine/magnitude_quantile.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <functional>
#include <mutex>
#include <vector>

#include "base/parallel.h"

namespace panet {
namespace {

constexpr uint32_t kHalf = 16;  // bits
constexpr std::size_t kBins = std::size_t{1} << kHalf;
constexpr int64_t kGrain = 1 << 18;

using Counts = std::vector<std::size_t>;

// Floats above zero are in the order of their bits.
uint32_t magnitude_bits(float value) {
  return std::bit_cast<uint32_t>(value) & 0x7fff'ffff;
}

// What `count(value, counts)` counts of all values.
template <typename Count>
Counts counted(std::span<const float> values, const Count& count) {
  Counts counts(kBins);
  std::mutex mutex;
  parallel_for(0, std::ssize(values), kGrain, [&](int64_t begin, int64_t end) {
    Counts share(kBins);
    for (int64_t i = begin; i < end; ++i) count(values[static_cast<std::size_t>(i)], share);
    const std::lock_guard lock(mutex);
    std::ranges::transform(counts, share, counts.begin(), std::plus<>());
  });
  return counts;
}

// Where the number `rank` of what is counted lies; what is left of `rank` there.
std::size_t bin_of(const Counts& counts, std::size_t& rank) {
  std::size_t bin = 0;
  while (rank >= counts[bin]) rank -= counts[bin++];
  return bin;
}

}  // namespace

// By the upper halves of the bits, then, among those that are alike in them, by the lower ones.
float magnitude_quantile(std::span<const float> values, double share) {
  auto rank = static_cast<std::size_t>(share * static_cast<double>(values.size()));
  const auto uppers = counted(
      values, [](float value, Counts& counts) { ++counts[magnitude_bits(value) >> kHalf]; });
  const auto upper = static_cast<uint32_t>(bin_of(uppers, rank));
  const auto lowers = counted(values, [upper](float value, Counts& counts) {
    const auto bits = magnitude_bits(value);
    if (bits >> kHalf == upper) ++counts[bits % kBins];
  });
  return std::bit_cast<float>(upper << kHalf | static_cast<uint32_t>(bin_of(lowers, rank)));
}

}  // namespace panet
