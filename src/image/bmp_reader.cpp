#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>

#include "image/oriented_rows.h"
#include "image/picture_reader.h"

namespace panet {
namespace {

constexpr uint64_t kFileHeader = 14;
constexpr uint32_t kCoreHeader = 12;  // OS/2's, with 16-bit sizes; all later ones begin alike

struct BmpHeader {
  int64_t height, width;
  bool is_top_down;  // the other way round is the usual one
  int bits;          // of a pixel
  uint64_t palette, palette_entry, colours;
  uint64_t pixels, row_bytes;
};

BmpHeader sizes_of(ByteView file, bool is_core) {
  BmpHeader header{};
  header.width = is_core ? file.u16(18) : static_cast<int32_t>(file.u32(18));
  const int64_t height = is_core ? file.u16(20) : static_cast<int32_t>(file.u32(22));
  if (header.width < 0) throw Error(fmt::format("broken BMP: its width is {}", header.width));
  header.height = std::abs(height);
  header.is_top_down = height < 0;
  header.bits = file.u16(is_core ? 24 : 28);
  header.row_bytes = (static_cast<uint64_t>(header.width) * header.bits + 31) / 32 * 4;
  return header;
}

// Blue, green, red and one byte without meaning, whether the file says so or leaves it open.
bool has_usual_fields(ByteView file) {
  return file.u32(54) == 0xFF0000 && file.u32(58) == 0xFF00 && file.u32(62) == 0xFF;
}

void check_kind(ByteView file, int bits, uint32_t compression) {
  constexpr std::array kRead = {1, 4, 8, 24, 32};
  constexpr uint32_t kPlain = 0, kFields = 3;
  const bool is_plain =
      compression == kPlain || (compression == kFields && bits == 32 && has_usual_fields(file));
  if (!is_plain || std::ranges::find(kRead, bits) == kRead.end())
    throw Error(
        fmt::format("a BMP of {} bits a pixel, packed in way {}, which is not read: save it "
                    "as PNG",
                    bits, compression));
}

BmpHeader header_of(ByteView file) {
  const uint32_t length = file.u32(kFileHeader);
  const bool is_core = length == kCoreHeader;
  if (!is_core && length < 40) throw Error(fmt::format("broken BMP: a header of {} bytes", length));
  BmpHeader header = sizes_of(file, is_core);
  check_kind(file, header.bits, is_core ? 0 : file.u32(30));
  header.palette = kFileHeader + length;
  header.palette_entry = is_core ? 3 : 4;
  header.pixels = file.u32(10);
  const uint64_t most = header.bits <= 8 ? uint64_t{1} << header.bits : 0;
  const uint64_t told = is_core ? 0 : file.u32(46);
  header.colours = told == 0 ? most : std::min(told, most);
  return header;
}

Colour colour_at(const uint8_t* blue) {
  return {blue[2], blue[1], blue[0]};
}

// Black behind the last of the file's.
std::array<Colour, 256> palette_of(ByteView file, const BmpHeader& header) {
  std::array<Colour, 256> palette{};
  const ByteView entries = file.part(header.palette, header.colours * header.palette_entry);
  for (uint64_t i = 0; i < header.colours; ++i)
    palette[i] = colour_at(entries.data() + i * header.palette_entry);
  return palette;
}

// Indices of 1, 4 or 8 bits, the first one of a byte in its highest bits.
void look_up(const uint8_t* from, int bits, const std::array<Colour, 256>& palette,
             std::span<Colour> row) {
  const std::size_t in_byte = 8 / static_cast<std::size_t>(bits);
  const unsigned mask = (1U << bits) - 1;
  for (std::size_t x = 0; x < row.size(); ++x) {
    const auto shift = 8 - static_cast<std::size_t>(bits) * (x % in_byte + 1);
    row[x] = palette[from[x / in_byte] >> shift & mask];
  }
}

void take_colours(const uint8_t* from, int bits, std::span<Colour> row) {
  for (Colour& colour : row) {
    colour = colour_at(from);
    from += bits / 8;
  }
}

}  // namespace

Decoded read_bmp(ByteView bytes, const Admission& admit) {
  const ByteView file({bytes.data(), static_cast<std::size_t>(bytes.size())}, Endian::kLittle);
  const BmpHeader header = header_of(file);
  admit(header.height, header.width);
  const auto height = static_cast<uint64_t>(header.height);
  const uint8_t* from = file.part(header.pixels, height * header.row_bytes).data();
  const auto palette = palette_of(file, header);
  constexpr int kUpright = 1, kUpsideDown = 4;
  OrientedRows rows(header.height, header.width, header.is_top_down ? kUpright : kUpsideDown);
  for (uint64_t y = 0; y < height; ++y, from += header.row_bytes)
    header.bits <= 8 ? look_up(from, header.bits, palette, rows.next())
                     : take_colours(from, header.bits, rows.next());
  return {.pixels = std::move(rows).picture()};
}

}  // namespace panet
