#pragma once

#include <vector>

#include "panet/model/encoder_graph.h"

namespace panet {

// VGG-16 as PANet uses it (paper Sec. 4.1): the 13 convolutions 3x3 of the five blocks; max-pools
// 3x3, padding 1, after the first four with strides 2, 2, 2, 1; the convolutions of block 5 dilated
// by 2; no ReLU after conv5_3, so that cosine similarities span [-1, 1]. 14.7 M parameters, 512
// channels, stride 8. Parameters: conv1_1.weight, conv1_1.bias, ...
class Vgg16Encoder : public GraphEncoder {
 public:
  Vgg16Encoder();
  EncoderGraph graph(OutputStride stride) const override;

 private:
  std::vector<std::vector<Convolution>> blocks_;
};

}  // namespace panet
