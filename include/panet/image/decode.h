#pragma once

#include <torch/types.h>

#include <filesystem>

namespace panet {

// A picture is an H x W x 3 uint8 tensor, RGB, contiguous, on the CPU.

// Reads JPEG, PNG, WebP, BMP or TIFF, told by content, not by name. The orientation (EXIF's, or a
// TIFF's own) is applied, grey and CMYK become RGB, 16 bit becomes 8, alpha is dropped; of a TIFF
// the first page is read. The file is untrusted: panet::Error names it and what is wrong where it
// is missing, a folder, empty, of another format, truncated (a JPEG without its end marker
// included), broken, animated (WebP), over 2^28 pixels or over 2 GiB. Any number of threads may
// decode at once. The first call silences OpenCV's log.
torch::Tensor decode_picture(const std::filesystem::path& path);

// Whether the name ends like a picture's: .jpg .jpeg .png .webp .bmp .tif .tiff, in any case.
bool has_picture_extension(const std::filesystem::path& path);

}  // namespace panet
