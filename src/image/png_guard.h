#pragma once

#include <png.h>

#include <array>
#include <cstdio>

#include "image/jump_guard.h"

namespace panet {

// libpng's error callback: keeps the message in the buffer that is libpng's error pointer, then
// jumps into guarded().
using PngMessage = std::array<char, 128>;
[[noreturn]] inline void keep_png_message(png_structp png, png_const_charp message) {
  auto* kept = static_cast<PngMessage*>(png_get_error_ptr(png));
  std::snprintf(kept->data(), kept->size(), "%s", message);
  png_longjmp(png, 1);
}

inline void ignore_png_warning(png_structp, png_const_charp) {}

}  // namespace panet
