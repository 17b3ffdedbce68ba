#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "image/png.h"

namespace panet {

// A PNG file's bytes: nothing in them but what is given, so the same input makes the same file.
// Text comes before the pixels. panet::Error (no file name yet) where the text cannot be stored.

// indices: all below palette.size()
std::string index_png(const Labels& indices, const std::vector<Colour>& palette, const Text& text);

using BigEndian16 = std::array<uint8_t, 2>;

std::string grey16_png(const Map<BigEndian16>& samples, const Text& text);

// Written fast rather than as small as can be.
std::string rgb_png(std::span<const Colour> pixels, int64_t width);

}  // namespace panet
