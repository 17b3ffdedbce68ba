#pragma once

#include <cstddef>
#include <filesystem>
#include <span>

#include "panet/base/public.h"
#include "panet/image/admission.h"
#include "panet/image/map.h"

namespace PANET_PUBLIC panet {

// Reads JPEG, PNG, WebP, BMP or TIFF, and HEIC and AVIF where this was built with libheif, told by
// content, not by name. The orientation (EXIF's, or a TIFF's or HEIC's own) is applied, grey and
// CMYK become RGB, 16 bit becomes 8, alpha is dropped; of a TIFF the first page is read, of a HEIC
// the first picture. The file is untrusted: panet::Error names it and what is wrong where it is
// missing, a folder, empty, of another format, truncated (a JPEG without its end marker included),
// broken, animated (WebP), of floating-point numbers (TIFF), compressed or of 16 bits a pixel
// (BMP), arithmetically coded (JPEG), larger than pictures may be (picture_limit.h) or over 2 GiB,
// and where `admit` throws one. Without `admit`, a picture needs kBytesPerPixel of free memory. Any
// number of threads may decode at once.
Picture decode_picture(const std::filesystem::path& path, const Admission& admit = {});

// The same of a file that is in memory; errors name no file.
Picture decode_picture(std::span<const std::byte> file, const Admission& admit = {});

// Whether the name ends like a picture's: .jpg .jpeg .png .webp .bmp .tif .tiff, and .heic .heif
// .avif where those can be read; in any case.
bool has_picture_extension(const std::filesystem::path& path);

}  // namespace panet
