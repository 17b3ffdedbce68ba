#pragma once

#include <string>

#include "panet/model/encoder_graph.h"

namespace panet {

// An encoder's stages: the five blocks of VGG-16; the first convolution and the three layers of a
// ResNet; the patches and the blocks of a vision transformer.
int stage_count(const EncoderOptions& encoder);

// The stage of a parameter, from 0, by its name: "conv3_1.weight" → 2, "layer2.0.conv1.bias" → 2.
int stage_of(const EncoderOptions& encoder, const std::string& parameter);

}  // namespace panet
