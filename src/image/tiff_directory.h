#pragma once

#include <cstdint>
#include <optional>

#include "image/byte_view.h"

namespace panet {

// The first image file directory of a TIFF, which is also what EXIF is. Untrusted: panet::Error
// where broken.
class TiffDirectory {
 public:
  explicit TiffDirectory(ByteView file);

  // The first value of an entry of unsigned integers (8, 16 or 32 bit), `otherwise` where the tag
  // is missing.
  uint32_t value(int tag, uint32_t otherwise) const;

  bool has(int tag) const { return entry_of(tag).has_value(); }

 private:
  // Where the tag's entry stands.
  std::optional<uint64_t> entry_of(int tag) const;

  ByteView file_;
  uint64_t entries_ = 0;  // where the first one stands
  uint64_t count_ = 0;
};

}  // namespace panet
