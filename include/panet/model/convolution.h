#pragma once

#include <torch/nn/module.h>

namespace panet {

struct ConvolutionOptions {
  int64_t in_channels;
  int64_t out_channels;
  int64_t size;  // of the square kernel, odd
};

// Of one application of a convolution; its weights fit any.
struct Spacing {
  int64_t stride = 1;
  int64_t dilation = 1;
};

// A 2-D convolution with bias, padded so that at stride 1 the output is as large as the input.
// N x in_channels x H x W → N x out_channels x ceil(H / stride) x ceil(W / stride).
//
// Computes in the precision of the input. Parameters of another one are cast on the way, gradients
// on the way back: in training the weights stay float32 while bfloat16 is multiplied.
//
// Its parameters are not initialised: the random numbers that torch::nn::Conv2d draws take far
// longer than reading the weights that replace them.
class ConvolutionImpl : public torch::nn::Module {
 public:
  explicit ConvolutionImpl(const ConvolutionOptions& options);
  torch::Tensor forward(const torch::Tensor& input, const Spacing& spacing = {});

  const torch::Tensor& weight() const {
    return weight_;
  }                                                    // out_channels x in_channels x size x size
  const torch::Tensor& bias() const { return bias_; }  // out_channels

 private:
  int64_t size_;
  torch::Tensor weight_, bias_;
};
TORCH_MODULE(Convolution);

}  // namespace panet
