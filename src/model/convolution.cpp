#include "panet/model/convolution.h"

namespace panet {

ConvolutionImpl::ConvolutionImpl(const ConvolutionOptions& options)
    : size_(options.size),
      weight_(register_parameter("weight", torch::empty({options.out_channels, options.in_channels,
                                                         options.size, options.size}))),
      bias_(register_parameter("bias", torch::empty({options.out_channels}))) {}

torch::Tensor ConvolutionImpl::forward(const torch::Tensor& input, const Spacing& spacing) {
  const auto padding = spacing.dilation * (size_ / 2);
  const auto precision = input.scalar_type();
  return torch::conv2d(input, weight_.to(precision), bias_.to(precision), spacing.stride, padding,
                       spacing.dilation);
}

}  // namespace panet
