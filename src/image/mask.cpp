#include "image/mask.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <functional>
#include <numeric>

#include "panet/base/error.h"

namespace panet {
namespace {

bool has(const Mask& mask, uint8_t value) {
  return !mask.empty() && std::memchr(mask.all().data(), value, mask.size()) != nullptr;
}

}  // namespace

int64_t count(const Mask& mask) {
  const auto pixels = mask.all();
  return std::accumulate(pixels.begin(), pixels.end(), int64_t{0});
}

bool any(const Mask& mask) {
  return has(mask, 1);
}

bool all(const Mask& mask) {
  return !has(mask, 0);
}

void expect_zeros_and_ones(const Mask& mask, const std::string& what) {
  if (mask.empty()) return;
  if (const int most = std::ranges::max(mask.all()); most > 1)
    throw Error(fmt::format("{} has pixels of {}; those of a mask are 0 and 1", what, most));
}

Mask operator~(const Mask& mask) {
  return mapped<Mask>(mask, [](uint8_t pixel) { return static_cast<uint8_t>(pixel ^ 1); });
}

Mask operator&(const Mask& a, const Mask& b) {
  return mapped<Mask>(a, b, std::bit_and<uint8_t>());
}

Mask operator|(const Mask& a, const Mask& b) {
  return mapped<Mask>(a, b, std::bit_or<uint8_t>());
}

Mask& operator&=(Mask& a, const Mask& b) {
  std::ranges::transform(a.all(), b.all(), a.all().begin(), std::bit_and<uint8_t>());
  return a;
}

Mask& operator|=(Mask& a, const Mask& b) {
  std::ranges::transform(a.all(), b.all(), a.all().begin(), std::bit_or<uint8_t>());
  return a;
}

}  // namespace panet
