#pragma once

#include <cstdint>
#include <utility>

namespace panet {

// Bits one after the other, the highest of each byte first. byte_at(i) is the i-th byte, and throws
// where there is none.
template <typename ByteAt>
class BitReader {
 public:
  explicit BitReader(ByteAt byte_at) : byte_at_(std::move(byte_at)) {}

  void skip(uint64_t bits) { at_ += bits; }
  bool flag() { return number(1) != 0; }
  uint32_t number(uint32_t bits) {  // 32 at most
    uint32_t number = 0;
    for (; bits > 0; --bits, ++at_)
      number = number << 1 | (byte_at_(at_ / 8) >> (7 - at_ % 8) & 1u);
    return number;
  }

 private:
  ByteAt byte_at_;
  uint64_t at_ = 0;
};

}  // namespace panet
