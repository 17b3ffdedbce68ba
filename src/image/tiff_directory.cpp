#include "image/tiff_directory.h"

#include <fmt/format.h>

#include <span>

namespace panet {
namespace {

constexpr uint64_t kEntrySize = 12;

ByteView with_byte_order(ByteView file) {
  const std::span<const uint8_t> bytes(file.data(), file.size());
  if (file.matches(0, std::string_view("II\x2a\0", 4))) return ByteView(bytes, Endian::kLittle);
  if (file.matches(0, std::string_view("MM\0\x2a", 4))) return ByteView(bytes, Endian::kBig);
  throw Error("broken TIFF: it begins with neither byte order");
}

uint64_t size_of_type(int type) {
  switch (type) {
    case 1:
      return 1;
    case 3:
      return 2;
    case 4:
      return 4;
    default:
      throw Error(fmt::format("broken TIFF: type {} where an unsigned integer belongs", type));
  }
}

uint32_t number(ByteView file, uint64_t offset, uint64_t size) {
  return size == 1 ? file.u8(offset) : size == 2 ? file.u16(offset) : file.u32(offset);
}

}  // namespace

TiffDirectory::TiffDirectory(ByteView file) : file_(with_byte_order(file)) {
  const uint64_t directory = file_.u32(4);
  count_ = file_.u16(directory);
  entries_ = directory + 2;
  file_.part(entries_, count_ * kEntrySize);  // all of it is there
}

std::optional<uint64_t> TiffDirectory::entry_of(int tag) const {
  for (uint64_t i = 0; i < count_; ++i) {
    const uint64_t entry = entries_ + i * kEntrySize;
    if (file_.u16(entry) == tag) return entry;
  }
  return std::nullopt;
}

uint32_t TiffDirectory::value(int tag, uint32_t otherwise) const {
  const auto entry = entry_of(tag);
  if (!entry) return otherwise;
  const uint64_t size = size_of_type(file_.u16(*entry + 2));
  const uint64_t count = file_.u32(*entry + 4);
  if (count == 0) return otherwise;
  // Up to four bytes stand in the entry itself, more where it points to.
  return number(file_, count * size <= 4 ? *entry + 8 : file_.u32(*entry + 8), size);
}

}  // namespace panet
