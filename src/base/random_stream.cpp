#include "panet/base/random_stream.h"

#include <algorithm>

namespace panet {
namespace {

uint64_t mixed(uint64_t z) {
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
  return z ^ (z >> 31);
}

constexpr uint64_t kStep = 0x9E3779B97F4A7C15;  // of splitmix64

}  // namespace

RandomStream::RandomStream(uint64_t seed, uint64_t stream)
    : state_(mixed(mixed(seed + kStep) ^ (stream * kStep + kStep))) {}

uint64_t RandomStream::next() {
  state_ += kStep;
  return mixed(state_);
}

std::size_t RandomStream::below(std::size_t n) {
  // Draws beyond the last whole multiple of n would favour small numbers.
  const uint64_t excess = (UINT64_MAX % n + 1) % n;
  uint64_t bits = next();
  while (bits > UINT64_MAX - excess) bits = next();
  return bits % n;
}

double RandomStream::between(double low, double high) {
  return low + (high - low) * static_cast<double>(next() >> 11) * 0x1p-53;
}

std::vector<std::size_t> RandomStream::sample(std::size_t n, std::size_t k) {
  std::vector<std::size_t> drawn;
  while (drawn.size() < k) {
    const std::size_t candidate = below(n);
    if (std::find(drawn.begin(), drawn.end(), candidate) == drawn.end()) drawn.push_back(candidate);
  }
  return drawn;
}

}  // namespace panet
