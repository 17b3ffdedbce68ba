#pragma once

#include "image/byte_view.h"
#include "panet/image/admission.h"
#include "panet/image/map.h"

namespace panet {

// A file's picture, upright.
struct Decoded {
  Picture pixels;
  int bits = 8;  // of a sample in the file
};

// One for each format. Each asks `admit` once the file has told its size, and makes room for pixels
// only then. The file is untrusted: panet::Error (no file name yet) where it is truncated, broken
// or of a kind that is not read, std::bad_alloc where there is not enough memory. What can be read
// although something about the file is not as it should be is read.
Decoded read_jpeg(ByteView file, const Admission& admit);
Decoded read_webp(ByteView file, const Admission& admit);
Decoded read_bmp(ByteView file, const Admission& admit);
Decoded read_tiff(ByteView file, const Admission& admit);
Decoded read_heif(ByteView file, const Admission& admit);  // HEIC and AVIF; where libheif is

}  // namespace panet
