#pragma once

#include <torch/types.h>

#include <cstdint>

namespace panet {

// No photograph is larger; a file or an annotation that says so is broken or a decompression bomb.
inline constexpr int64_t max_pixels = int64_t{1} << 28;

// Throws panet::Error unless height x width is at least 1 x 1 and at most max_pixels. The message
// has no file name yet.
void check_picture_size(uint64_t height, uint64_t width);

// `picture` on the CPU and contiguous; panet::Error, which begins with `what`, unless it is H x W x
// 3 uint8 with pixels.
torch::Tensor checked_picture(const torch::Tensor& picture, const char* what);

}  // namespace panet
