#pragma once

#include <torch/torch.h>

#include <filesystem>

namespace panet {

// Writes a picture (H x W x 3 uint8, RGB), atomically; JPEG or PNG by the ending of the name.
void encode_picture(const std::filesystem::path& path, const torch::Tensor& picture,
                    int jpeg_quality = 90);

}  // namespace panet
