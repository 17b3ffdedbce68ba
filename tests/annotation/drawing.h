#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "image/png.h"
#include "maps.h"
#include "panet/annotation/annotation.h"

// Pictures as text, a character for each pixel, so that a test shows what it draws and what comes
// out of it.
namespace panet::test {

using Drawing = std::vector<std::string>;

PictureSize size_of(const Drawing& drawing);

// What an annotation says: 'F' foreground, 'b' background, '.' unknown, '!' both (never right).
Drawing drawn(const Annotation& annotation);

// Digits stand for themselves, 'x' for 255.
Labels labels_of(const Drawing& drawing);
Instances instances_of(const Drawing& drawing);
Mask mask_of(const Drawing& drawing);  // of '0' and '1'

// 'g' green, 'r' red, 'k' black, 'w' white, '.' transparent, 't' a green too transparent to count,
// 'G' and 'R' the colours of a palette like VOC's: (0, 128, 0) and (128, 0, 0).
using Colour4 = std::array<uint8_t, 4>;
Colour4 colour_of(char pixel);

// PNGs as different programs save them.
void write_rgba_png(const std::filesystem::path& path, const Drawing& drawing);
void write_rgb_png(const std::filesystem::path& path, const Drawing& drawing);
void write_grey_png(const std::filesystem::path& path, const Drawing& labels);
void write_bit_png(const std::filesystem::path& path, const Drawing& labels);  // 1 bit each
void write_grey_alpha_png(const std::filesystem::path& path, const Drawing& labels,
                          const Drawing& alphas);
// The drawing's characters are looked for in `palette`: their place there is the index.
void write_palette_png(const std::filesystem::path& path, const Drawing& drawing,
                       const std::string& palette);
// One RGBA colour in a picture of one pixel more, to try thresholds.
void write_pixels_png(const std::filesystem::path& path, const std::vector<Colour4>& row);

}  // namespace panet::test
