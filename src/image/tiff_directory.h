#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "byte_view.h"

namespace panet {

// The first image file directory of a TIFF, which is also what EXIF is. Untrusted: panet::Error
// where broken.
class TiffDirectory {
 public:
  explicit TiffDirectory(ByteView file);

  // The values of an entry of unsigned integers (8, 16 or 32 bit); nothing where the tag is
  // missing.
  std::optional<std::vector<uint32_t>> values(int tag) const;

  // The entry's first value, `otherwise` where the tag is missing.
  uint32_t value(int tag, uint32_t otherwise) const;

  // Where the bytes of an entry's values stand in the file; empty where the tag is missing.
  struct Place {
    uint64_t offset = 0, count = 0, size = 0;  // of the first value; of values; bytes of one
  };
  Place place(int tag) const;

 private:
  ByteView file_;
  uint64_t entries_ = 0;  // where the first one stands
  uint64_t count_ = 0;
};

}  // namespace panet
