#pragma once

#include <torch/types.h>

#include <string_view>

namespace panet {

// Sets the pixels of one object to 1 and leaves the others as they are.
//
// mask: H x W uint8, contiguous, on the CPU. json: COCO's "segmentation", either a list of polygons
// [[x, y, x, y, ...], ...], whose union the object is, or an RLE {"size": [H, W], "counts": ...},
// its counts a list or COCO's compressed text. panet::Error: something else, a polygon with fewer
// than three points, an RLE that does not fit the mask.
void draw_coco_segmentation(torch::Tensor& mask, std::string_view json);

}  // namespace panet
