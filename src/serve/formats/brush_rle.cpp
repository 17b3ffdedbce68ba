#include "serve/formats/brush_rle.h"

#include <algorithm>
#include <array>

namespace panet::serve {
namespace {

constexpr int kBytesOfPixel = 4;
constexpr std::array<int, 4> kLengthBits = {3, 4, 8, 16};
constexpr int64_t kLongestRun = 1 << 16;
constexpr int kValueBits = 8;

// Bits one after the other, the highest of each byte first.
class BitWriter {
 public:
  void add(uint64_t number, int bits) {
    for (int bit = bits - 1; bit >= 0; --bit) {
      if (used_ == 0) bytes_.push_back(0);
      bytes_.back() |= static_cast<uint8_t>((number >> bit & 1) << (7 - used_));
      used_ = (used_ + 1) % 8;
    }
  }

  // Ends with at least one bit that is 0, as Label Studio's own writer does.
  std::vector<uint8_t> ended() && {
    if (used_ == 0) bytes_.push_back(0);
    return std::move(bytes_);
  }

 private:
  std::vector<uint8_t> bytes_;
  int used_ = 0;  // bits of the last byte
};

// `length` values, at most kLongestRun.
void add_run(BitWriter& bits, int64_t length, uint8_t value) {
  const auto fits = [&](int size) { return length <= int64_t{1} << size; };
  const auto size = std::ranges::find_if(kLengthBits, fits);
  bits.add(1, 1);
  bits.add(static_cast<uint64_t>(size - kLengthBits.begin()), 2);
  bits.add(static_cast<uint64_t>(length - 1), *size);
  bits.add(value, kValueBits);
}

void add_runs(BitWriter& bits, int64_t length, uint8_t value) {
  for (; length > kLongestRun; length -= kLongestRun) add_run(bits, kLongestRun, value);
  add_run(bits, length, value);
}

}  // namespace

std::vector<uint8_t> brush_rle(const Mask& mask) {
  BitWriter bits;
  bits.add(mask.size() * kBytesOfPixel, 32);
  bits.add(kValueBits - 1, 5);
  for (const int size : kLengthBits) bits.add(static_cast<uint64_t>(size) - 1, 4);
  const auto pixels = mask.all();
  for (auto pixel = pixels.begin(); pixel != pixels.end();) {
    const auto end = std::find_if(pixel, pixels.end(),
                                  [value = *pixel](uint8_t other) { return other != value; });
    add_runs(bits, kBytesOfPixel * (end - pixel), *pixel != 0 ? 255 : 0);
    pixel = end;
  }
  return std::move(bits).ended();
}

}  // namespace panet::serve
