#pragma once

#include <png.h>

#include <array>
#include <csetjmp>
#include <cstdio>
#include <type_traits>

namespace panet {

// libpng leaves a failed call by longjmp, which runs no destructor on its way. So every call into
// libpng is made by an `action` that owns nothing: it captures by reference and has only plain
// local variables. False where libpng failed.
template <typename Action>
bool guarded(png_structp png, Action action) {
  static_assert(std::is_trivially_destructible_v<Action>);
  if (setjmp(png_jmpbuf(png)) != 0) return false;
  action();
  return true;
}

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
