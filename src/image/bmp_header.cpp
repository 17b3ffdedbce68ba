#include <fmt/format.h>

#include <cstdlib>

#include "picture.h"
#include "picture_header.h"

namespace panet {
namespace {

constexpr uint64_t file_header = 14;
constexpr uint32_t core_header = 12;  // OS/2's, with 16-bit sizes; all later ones begin alike

// Uncompressed rows are padded to four bytes; all of them must be there. (Compressed ones the
// decoder checks.)
void check_pixels(ByteView file, const PictureHeader& header, uint64_t bits_per_pixel) {
  const uint64_t row = (header.width * bits_per_pixel + 31) / 32 * 4;
  file.part(file.u32(10), row * header.height);
}

}  // namespace

PictureHeader bmp_header(ByteView bytes) {
  const ByteView file({bytes.data(), static_cast<std::size_t>(bytes.size())}, Endian::Little);
  const uint32_t info_header = file.u32(file_header);
  const bool is_core = info_header == core_header;
  if (!is_core && info_header < 40)
    throw Error(fmt::format("broken BMP: a header of {} bytes", info_header));

  // A negative height means that the rows go from top to bottom.
  PictureHeader header;
  const int64_t width = is_core ? file.u16(18) : static_cast<int32_t>(file.u32(18));
  const int64_t height = is_core ? file.u16(20) : static_cast<int32_t>(file.u32(22));
  if (width < 0) throw Error(fmt::format("broken BMP: its width is {}", width));
  header.width = static_cast<uint64_t>(width);
  header.height = static_cast<uint64_t>(std::abs(height));
  check_picture_size(header.height, header.width);

  constexpr uint32_t uncompressed = 0, bit_fields = 3;
  const uint32_t compression = is_core ? uncompressed : file.u32(30);
  if (compression == uncompressed || compression == bit_fields)
    check_pixels(file, header, file.u16(is_core ? 24 : 28));
  return header;
}

}  // namespace panet
