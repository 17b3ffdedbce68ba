#pragma once

#include <torch/types.h>

namespace panet {

// Batch norm as it evaluates: y = (x - mean) / sqrt(variance + 1e-5) * weight + bias, per channel,
// all float32.
struct BatchNorm {
  torch::Tensor weight, bias, mean, variance;
};

// A convolution and the batch norm behind it as one convolution with bias.
struct FoldedConvolution {
  torch::Tensor weight;  // out x in x height x width
  torch::Tensor bias;    // out
};

FoldedConvolution fold_batch_norm(const torch::Tensor& convolution_weight,
                                  const BatchNorm& batch_norm);

}  // namespace panet
