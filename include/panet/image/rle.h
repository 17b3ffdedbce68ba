#pragma once

#include <torch/torch.h>

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace panet {

// COCO run-length encoding: lengths of alternating runs of 0 and 1, the first of 0, in column-major order.
struct Rle {
  int64_t height = 0, width = 0;
  std::vector<uint32_t> counts;
};

Rle encode_rle(const torch::Tensor& mask);     // H x W, nonzero is 1
torch::Tensor decode_rle(const Rle& rle);      // H x W uint8, 0 or 1; panet::Error unless the counts sum to H x W
std::string compress_rle(const Rle& rle);      // COCO's text form of the counts, as pycocotools reads it
Rle decompress_rle(const std::string& text, int64_t height, int64_t width);  // untrusted; panet::Error where broken
int64_t rle_area(const Rle& rle);                   // pixels that are 1
std::array<int64_t, 4> rle_box(const Rle& rle);     // x, y, width, height of what is 1; zeros for an empty mask

}  // namespace panet
