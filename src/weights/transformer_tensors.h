#pragma once

#include "panet/model/vision_transformer.h"
#include "weights/file_tensors.h"

namespace panet {

struct TransformerTensors {
  VisionTransformer sizes;
  std::string_view whose_names;
  TensorMap tensors;  // by the names of our graph's steps
};

// The vision transformer in a file, by whichever of the known names it has them. Sizes are read off
// shapes; layer scale is multiplied into the layers that it follows, the class token gets its
// position. panet::Error where something is missing or contradicts itself, or where it is the
// network of somebody else.
TransformerTensors transformer_tensors(FileTensors& file);

}  // namespace panet
