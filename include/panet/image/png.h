#pragma once

#include <torch/torch.h>

#include <array>
#include <cstddef>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace panet {

using Colour = std::array<uint8_t, 3>;  // RGB
using Text = std::map<std::string, std::string>;  // PNG text chunks: keyword (1 to 79 Latin-1 characters) → text

// A PNG as annotations need it: with its palette indices, which general decoders turn into colours.
struct Png {
  torch::Tensor labels;   // H x W uint8: palette index, or grey value (16 bit: clamped to 255); undefined for colour
  torch::Tensor colours;  // H x W x 4 uint8, RGBA
  bool has_palette = false;
  Text text;
};

// Untrusted files as in decode_picture.
Png read_png(const std::filesystem::path& path);

// The same from memory; `name` is what errors call it.
Png read_png(std::span<const std::byte> bytes, const std::string& name);

// Only the text chunks that stand before the pixels; reads no pixel. Throws as read_png does for a file that is no PNG.
Text read_png_text(const std::filesystem::path& path);

// Each writes atomically. Index PNG: labels H x W uint8 below palette.size(), palette of 1 to 256 colours.
void write_index_png(const std::filesystem::path& path, const torch::Tensor& labels,
                     const std::vector<Colour>& palette, const Text& text = {});

// Values H x W float in [0, 1] → 16-bit grey, 65535 being 1.
void write_grey16_png(const std::filesystem::path& path, const torch::Tensor& values);

// The palette of PASCAL VOC, 256 colours: black, then the bits of the index spread over red, green and blue.
const std::vector<Colour>& voc_palette();

}  // namespace panet
