#pragma once

#include <torch/types.h>

#include <cstdint>
#include <filesystem>
#include <functional>

namespace panet {

// A picture is an H x W x 3 uint8 tensor, RGB, contiguous, on the CPU.

// Asked with height and width (as stored) before there is room for a single pixel: may wait, or
// throw what the picture is refused with.
using Admission = std::function<void(int64_t height, int64_t width)>;

// What segmenting, or learning from, a picture takes at most while it lasts.
inline constexpr int64_t kBytesPerPixel = 20;

// Reads JPEG, PNG, WebP, BMP or TIFF, told by content, not by name. The orientation (EXIF's, or a
// TIFF's own) is applied, grey and CMYK become RGB, 16 bit becomes 8, alpha is dropped; of a TIFF
// the first page is read. The file is untrusted: panet::Error names it and what is wrong where it
// is missing, a folder, empty, of another format, truncated (a JPEG without its end marker
// included), broken, animated (WebP), of floating-point numbers (TIFF), larger than pictures may be
// (picture_limit.h) or over 2 GiB, and where `admit` throws one. Without `admit`, a picture needs
// kBytesPerPixel of free memory. Any number of threads may decode at once. The first call silences
// OpenCV's log.
torch::Tensor decode_picture(const std::filesystem::path& path, const Admission& admit = {});

// Whether the name ends like a picture's: .jpg .jpeg .png .webp .bmp .tif .tiff, in any case.
bool has_picture_extension(const std::filesystem::path& path);

}  // namespace panet
