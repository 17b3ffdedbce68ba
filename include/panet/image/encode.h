#pragma once

#include <torch/types.h>

#include <cstddef>
#include <filesystem>
#include <vector>

namespace panet {

// The bytes of a picture file (picture: H x W x 3 uint8, RGB); JPEG or PNG by the ending of the
// name, which errors name, too.
std::vector<std::byte> encoded_picture(const std::filesystem::path& name,
                                       const torch::Tensor& picture, int jpeg_quality = 90);

// Writes them to a file of that name, atomically.
void encode_picture(const std::filesystem::path& path, const torch::Tensor& picture,
                    int jpeg_quality = 90);

}  // namespace panet
