#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

namespace panet {

// Whether a picture file came through copying and crashes as it was written, told without decoding.

struct PngHead {
  uint32_t width = 0, height = 0;
  bool is_colour = false;  // true colour, with neither palette nor grey values
};

// Of a PNG with all its chunks, each with the right check sum; nothing for any other file.
std::optional<PngHead> head_of_whole_png(const std::filesystem::path& path);

// By the first and the last bytes alone: a JPEG or PNG that is not cut short.
bool has_both_ends(const std::filesystem::path& path);

}  // namespace panet
