#pragma once

#include "panet/model/encoder_graph.h"

namespace panet {

// Steps of a vision transformer: "patches"; of each block "blocks.0.norm1", ".qkv", ".attention",
// ".proj", ".norm2", ".fc1", where it is gated ".gate", ".fc2"; "norm", which leaves the tokens of
// patches alone. Layer scale (Touvron et al. 2021) is part of the weights of proj and fc2.
EncoderGraph vision_transformer_graph(const VisionTransformer& sizes);

}  // namespace panet
