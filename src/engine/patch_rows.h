#pragma once

#include <dnnl.hpp>
#include <span>
#include <vector>

#include "panet/image/map.h"
#include "panet/model/encoder_graph.h"

namespace panet {

// images: 1 x 3 x H x W, channels last, of float32. rows: a row for each patch, the patch's pixels
// one after the other, of float32 or bfloat16.
void patch_rows(int64_t patch, const dnnl::memory& images, const dnnl::memory& rows);

// The weights of a patch embedding, width x 3 x patch x patch, in the order of these rows.
std::vector<float> in_order_of_pixels(const PatchEmbedding& embedding,
                                      std::span<const float> weight);

// What is added to each patch's token whatever the image shows: patches x width. learnt: positions
// of a square of patches, none where the embedding has none.
Map<float> token_offsets(const PatchEmbedding& embedding, std::span<const float> bias,
                         std::span<const float> learnt, PictureSize patches);

}  // namespace panet
