#pragma once

#include <optional>
#include <string>

#include "panet/model/vision_transformer.h"
#include "panet/weights/stored_tensor.h"

namespace panet {

// The tensors of a weight file under the names of our encoders, as float32, batch norm folded; and
// the architecture.
struct EncoderTensors {
  std::string architecture;  // vgg16, resnet50, resnet101, resnet152, dinov2_vits14, ...
  TensorMap tensors;
  std::string whose_names;  // the file has them by: "timm"
  std::optional<VisionTransformer> transformer = {};
};

// Accepts, with any text before all names of the encoder ("module.", "backbone.", "_orig_mod.",
// "model.encoder."), as long as one encoder only is there:
//   VGG-16   features.0.weight                        torchvision, timm
//            encoder.backbone.features.0.0.weight     the PANet authors
//            conv1_1.weight                           ours
//   ResNets  conv1.weight, bn1.*, layer1.0.conv1.weight, layer1.0.bn1.*,
//            layer1.0.downsample.{0,1}.*              torchvision, timm: batch norm folded here
//            conv1.weight, conv1.bias, ...            ours, folded already
//   DINOv2, DINOv3: weights/transformer_names.h       layer scale folded here
// Tensors of other layers (classifier, pre_logits, layer4, fc) are left out.
//
// panet::Error where the names belong to no encoder we know (it lists the first few), where a
// tensor is missing (the key as the file would name it, and the shape expected), has another shape
// (key, shape expected, shape found) or has no place in the encoder, or holds other than floating
// point numbers, or NaN or Inf.
EncoderTensors encoder_tensors(const TensorMap& file_tensors);

}  // namespace panet
