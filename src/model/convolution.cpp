#include "panet/model/convolution.h"

namespace panet {

ConvolutionImpl::ConvolutionImpl(const ConvolutionOptions& options)
    : options_(options),
      weight_(register_parameter("weight", torch::empty({options.out_channels, options.in_channels,
                                                         options.size, options.size}))),
      bias_(register_parameter("bias", torch::empty({options.out_channels}))) {}

torch::Tensor ConvolutionImpl::forward(const torch::Tensor& input) {
  const auto padding = options_.dilation * (options_.size / 2);
  const auto precision = input.scalar_type();
  return torch::conv2d(input, weight_.to(precision), bias_.to(precision), options_.stride, padding,
                       options_.dilation);
}

}  // namespace panet
