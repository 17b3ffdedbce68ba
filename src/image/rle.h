#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "panet/image/map.h"

namespace panet {

// COCO run-length encoding: lengths of alternating runs of 0 and 1, the first of 0 (and empty where
// the mask begins with 1), in column-major order. Masks have at most max_pixels(); panet::Error for
// more.
struct Rle {
  int64_t height = 0, width = 0;
  std::vector<uint32_t> counts;
};

Rle encode_rle(const Mask& mask);

// Of each of the objects 1 to `objects` of a map, in one walk through it.
std::vector<Rle> encode_rle(const Instances& instances, std::size_t objects);

// panet::Error unless the counts sum to H x W.
Mask decode_rle(const Rle& rle);

// Sets the pixels that are 1 and touches no other. panet::Error, too, where the sizes differ.
void draw_rle(Mask& mask, const Rle& rle);

// COCO's text form of the counts, as pycocotools writes and reads it. The text is untrusted:
// panet::Error where it is cut off, has other characters, or its counts do not fit the size.
std::string compress_rle(const Rle& rle);
Rle decompress_rle(const std::string& text, int64_t height, int64_t width);

// Pixels that are 1.
int64_t rle_area(const Rle& rle);

// x, y, width, height of what is 1; zeros for an empty mask.
std::array<int64_t, 4> rle_box(const Rle& rle);

}  // namespace panet
