#pragma once

#include <cstddef>
#include <filesystem>
#include <vector>

#include "panet/base/public.h"
#include "panet/image/picture_view.h"

namespace PANET_PUBLIC panet {

// The bytes of a picture file; JPEG or PNG by the ending of the name, which errors name, too.
std::vector<std::byte> encoded_picture(const std::filesystem::path& name,
                                       const PictureView& picture, int jpeg_quality = 90);

// Writes them to a file of that name, atomically.
void encode_picture(const std::filesystem::path& path, const PictureView& picture,
                    int jpeg_quality = 90);

}  // namespace panet
