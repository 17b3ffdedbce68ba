#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <vector>

#include "picture_header.h"
#include "tiff_directory.h"

namespace panet {
namespace {

constexpr int width_tag = 256, height_tag = 257, bits_tag = 258, orientation_tag = 274,
              sample_format_tag = 339;
constexpr int strip_offsets = 273, strip_sizes = 279, tile_offsets = 324, tile_sizes = 325;

// Strips or tiles: all of their bytes must stand within the file.
void check_pieces(ByteView file, const std::vector<uint32_t>& offsets,
                  const std::vector<uint32_t>& sizes) {
  if (offsets.empty() || offsets.size() != sizes.size())
    throw Error("broken TIFF: the pieces of the picture and their sizes do not match");
  for (std::size_t i = 0; i < offsets.size(); ++i) file.part(offsets[i], sizes[i]);
}

// What scanners and cameras write are whole numbers of up to 16 bits.
void check_samples(const TiffDirectory& directory, int bits) {
  constexpr uint32_t floating_point = 3;
  const bool is_floating = directory.value(sample_format_tag, 1) == floating_point;
  if (is_floating || bits > 16)
    throw Error(fmt::format("a TIFF of {}-bit {}, which cannot be read: save it with 8 or 16 bits",
                            bits, is_floating ? "floating-point numbers" : "numbers"));
}

}  // namespace

PictureHeader tiff_header(ByteView file) {
  const TiffDirectory directory(file);
  PictureHeader header{.height = directory.value(height_tag, 0),
                       .width = directory.value(width_tag, 0)};
  header.orientation = static_cast<int>(directory.value(orientation_tag, 1));
  header.bits = static_cast<int>(std::min<uint32_t>(directory.value(bits_tag, 1), 1 << 16));
  check_samples(directory, header.bits);
  const bool tiled = directory.values(tile_offsets).has_value();
  const auto offsets = directory.values(tiled ? tile_offsets : strip_offsets);
  const auto sizes = directory.values(tiled ? tile_sizes : strip_sizes);
  if (!offsets || !sizes) throw Error("broken TIFF: it does not tell where the pixels are");
  check_pieces(file, *offsets, *sizes);
  return header;
}

void clear_tiff_orientation(std::span<uint8_t> file) {
  const TiffDirectory directory{ByteView(file)};
  const TiffDirectory::Place place = directory.place(orientation_tag);
  if (place.count == 0) return;
  const auto value = file.subspan(place.offset, place.size);
  std::fill(value.begin(), value.end(), uint8_t{0});
  const bool little_endian = file[0] == 'I';
  (little_endian ? value.front() : value.back()) = 1;
}

}  // namespace panet
