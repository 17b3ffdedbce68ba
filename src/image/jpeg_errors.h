#pragma once

#include <array>
#include <cstdio>

#include <jpeglib.h>  // needs <cstdio> before it

#include "image/jump_guard.h"

namespace panet {

// What libjpeg does about errors: it keeps the reason and jumps into guarded(). That a file ends,
// or a scan of it, before the picture does is an error; libjpeg would say so on the standard error
// stream and go on with grey. Its other warnings are none of anybody's business: some cameras write
// files that cause them.
struct JpegErrors : jpeg_error_mgr {
  JpegErrors();

  [[noreturn]] void leave(const char* reason);

  // After guarded() was false: panet::Error "broken JPEG: ..." (without a file name), or
  // std::bad_alloc.
  [[noreturn]] void raise() const;

  std::jmp_buf escape;
  std::array<char, JMSG_LENGTH_MAX> message{};
};

}  // namespace panet
