#pragma once

#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

#include "panet/base/error.h"

namespace panet {

enum class Endian { kBig, kLittle };

// Bytes of an untrusted file with every access checked: past the end it throws "truncated".
class ByteView {
 public:
  static Error truncated() { return Error("truncated: the file ends before the picture does"); }

  explicit ByteView(std::span<const uint8_t> bytes, Endian endian = Endian::kBig)
      : bytes_(bytes), endian_(endian) {}

  uint64_t size() const { return bytes_.size(); }
  const uint8_t* data() const { return bytes_.data(); }
  bool holds(uint64_t offset, uint64_t length) const {
    return offset <= size() && length <= size() - offset;
  }

  uint8_t u8(uint64_t offset) const { return *at(offset, 1); }
  uint16_t u16(uint64_t offset) const { return static_cast<uint16_t>(number(offset, 2)); }
  uint32_t u32(uint64_t offset) const { return number(offset, 4); }

  // Whether `text` stands at `offset`; false past the end.
  bool matches(uint64_t offset, std::string_view text) const {
    return holds(offset, text.size()) &&
           std::memcmp(data() + offset, text.data(), text.size()) == 0;
  }

  ByteView part(uint64_t offset, uint64_t length) const {
    return ByteView({at(offset, length), static_cast<std::size_t>(length)}, endian_);
  }
  ByteView behind(uint64_t offset) const { return part(offset, size() - offset); }

 private:
  const uint8_t* at(uint64_t offset, uint64_t length) const {
    if (!holds(offset, length)) throw truncated();
    return data() + offset;
  }

  uint32_t number(uint64_t offset, int length) const {
    const uint8_t* bytes = at(offset, static_cast<uint64_t>(length));
    uint32_t value = 0;
    for (int i = 0; i < length; ++i)
      value = value << 8 | bytes[endian_ == Endian::kBig ? i : length - 1 - i];
    return value;
  }

  std::span<const uint8_t> bytes_;
  Endian endian_;
};

}  // namespace panet
