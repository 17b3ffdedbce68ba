#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "panet/image/map.h"

namespace panet {

using Rgba = std::array<uint8_t, 4>;  // alpha: 255 is opaque

// PNG text chunks: keyword (1 to 79 printable Latin-1 characters) → text in UTF-8. The first of
// equal keywords counts.
using Text = std::map<std::string, std::string>;

// A PNG as annotations need it: with its palette indices, which general decoders turn into colours.
struct Png {
  // Palette index, or grey value as it is stored (white is 1 in a 1-bit file, 15 in a 4-bit one;
  // 16 bit: clamped to 255; alpha does not count). Empty for colour.
  Labels labels;
  Map<Rgba> colours;
  bool has_palette = false;
};

// Told the size in a file's head before any pixel is read, so that it can refuse it by a
// panet::Error: what is small as a file may be very large when unpacked.
using SizeCheck = std::function<void(int64_t height, int64_t width)>;

// Untrusted files as in decode_picture. A file that is something else is told as what it is.
Png read_png(const std::filesystem::path& path, const SizeCheck& check = {});

// The same from memory; `name` is what errors call it.
Png read_png(std::span<const std::byte> bytes, const std::string& name,
             const SizeCheck& check = {});

// Only the text chunks that stand before the pixels, where write_index_png puts them; the rest of
// the file is not read. Of a stranger's file the first 16 chunks of at most 1 MiB (unpacked, too)
// are read, and others passed over. Throws as read_png does for a file that is no PNG.
Text read_png_text(const std::filesystem::path& path);

// Each writes atomically, and the same input makes the same bytes. panet::Error for input that does
// not fit.

// labels: all below palette.size(); palette: 1 to 256 colours. encoded_index_png gives the bytes of
// such a file; errors name `name`.
std::string encoded_index_png(const std::filesystem::path& name, const Labels& labels,
                              const std::vector<Colour>& palette, const Text& text = {});
void write_index_png(const std::filesystem::path& path, const Labels& labels,
                     const std::vector<Colour>& palette, const Text& text = {});

// Values in [0, 1] → 16-bit grey, 65535 being 1.
void write_grey16_png(const std::filesystem::path& path, const Map<float>& values,
                      const Text& text = {});

// The palette of PASCAL VOC, 256 colours: black, then the bits of the index spread over red, green
// and blue.
const std::vector<Colour>& voc_palette();

}  // namespace panet
