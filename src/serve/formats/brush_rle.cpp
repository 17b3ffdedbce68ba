#include "serve/formats/brush_rle.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/bit_reader.h"
#include "panet/base/error.h"

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

auto bits_of(std::span<const uint8_t> bytes) {
  return BitReader([bytes](uint64_t i) {
    if (i >= bytes.size()) throw Error("the mask is cut off");
    return bytes[i];
  });
}
using Bits = decltype(bits_of({}));

struct Head {
  int64_t values = 0;
  std::array<uint32_t, kLengthBits.size()> length_bits;
};

Head read_head(Bits& bits, PictureSize size) {
  Head head = {.values = bits.number(32), .length_bits = {}};
  if (head.values != kBytesOfPixel * size.height * size.width)
    throw Error(fmt::format("the mask has {} values; a picture of {} x {} pixels has {}",
                            head.values, size.width, size.height,
                            kBytesOfPixel * size.height * size.width));
  if (const auto value_bits = bits.number(5) + 1; value_bits != kValueBits)
    throw Error(fmt::format("the mask has values of {} bits, not of {}", value_bits, kValueBits));
  for (uint32_t& length_bits : head.length_bits) length_bits = bits.number(4) + 1;
  return head;
}

// Values from `begin` to `end`, of which every fourth says something.
void set_opaque(Mask& mask, int64_t begin, int64_t end, int64_t value) {
  constexpr int64_t kHalf = 127;
  if (value <= kHalf) return;
  const int64_t first = begin / kBytesOfPixel, behind = end / kBytesOfPixel;
  std::fill(mask.all().begin() + first, mask.all().begin() + behind, uint8_t{1});
}

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

Mask decode_brush_rle(std::span<const uint8_t> bytes, PictureSize size) {
  Bits bits = bits_of(bytes);
  const Head head = read_head(bits, size);
  Mask mask(size);
  for (int64_t at = 0; at < head.values;) {
    const bool is_run = bits.flag();
    const auto length_bits = head.length_bits[bits.number(2)];
    const int64_t end = at + 1 + bits.number(length_bits);
    if (end > head.values) throw Error("the mask goes on behind the picture's last pixel");
    if (is_run) {
      set_opaque(mask, at, end, bits.number(kValueBits));
      at = end;
    }
    for (; at < end; ++at) set_opaque(mask, at, at + 1, bits.number(kValueBits));
  }
  return mask;
}

}  // namespace panet::serve
