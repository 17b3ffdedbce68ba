#include <utility>

#include "exif.h"
#include "picture_header.h"

namespace panet {
namespace {

constexpr uint64_t chunk_head = 8;  // name and size

ByteView little_endian(ByteView file) {
  return ByteView({file.data(), static_cast<std::size_t>(file.size())}, Endian::Little);
}

// VP8X: flags, then width - 1 and height - 1 of the canvas.
void read_extended(ByteView chunk, PictureHeader& header) {
  constexpr int animation = 0x02;
  if (chunk.u8(0) & animation) throw Error("an animated WebP; a still picture is needed");
  header.width = chunk.u24(4) + uint64_t{1};
  header.height = chunk.u24(7) + uint64_t{1};
}

// Lossy: a frame tag and a start code, then 14 bits each.
PictureHeader lossy_size(ByteView chunk) {
  return {.height = chunk.u16(8) & uint64_t{0x3FFF}, .width = chunk.u16(6) & uint64_t{0x3FFF}};
}

// Lossless: a signature byte, then width - 1 and height - 1 of 14 bits each.
PictureHeader lossless_size(ByteView chunk) {
  const uint32_t sizes = chunk.u32(1);
  return {.height = (sizes >> 14 & 0x3FFF) + uint64_t{1}, .width = (sizes & 0x3FFF) + uint64_t{1}};
}

ByteView without_prefix(ByteView exif) {
  if (!exif.matches(0, exif_prefix)) return exif;
  return exif.part(exif_prefix.size(), exif.size() - exif_prefix.size());
}

}  // namespace

PictureHeader webp_header(ByteView bytes) {
  const ByteView whole = little_endian(bytes);
  const ByteView file = whole.part(0, chunk_head + whole.u32(4));  // the RIFF container
  PictureHeader header, frame;
  bool has_pixels = false;
  uint64_t position = chunk_head + 4;  // behind "RIFF", its size, "WEBP"
  while (file.holds(position, chunk_head)) {
    const ByteView chunk = file.part(position + chunk_head, file.u32(position + 4));
    if (file.matches(position, "VP8X")) read_extended(chunk, header);
    if (file.matches(position, "VP8 ") && !std::exchange(has_pixels, true))
      frame = lossy_size(chunk);
    if (file.matches(position, "VP8L") && !std::exchange(has_pixels, true))
      frame = lossless_size(chunk);
    if (file.matches(position, "EXIF"))
      header.orientation = exif_orientation(without_prefix(chunk));
    position += chunk_head + chunk.size() + chunk.size() % 2;  // chunks are padded to even sizes
  }
  if (!has_pixels) throw Error("broken WebP: it holds no pixels");
  if (header.width == 0) return frame;  // the simple form, without VP8X
  return header;
}

}  // namespace panet
