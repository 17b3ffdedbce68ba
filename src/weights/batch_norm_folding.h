#pragma once

#include "panet/weights/stored_tensor.h"

namespace panet {

// Batch norm as it evaluates: y = (x - mean) / sqrt(variance + 1e-5) * weight + bias, per channel,
// all float32.
struct BatchNorm {
  StoredTensor weight, bias, mean, variance;
};

// A convolution and the batch norm behind it as one convolution with bias.
struct FoldedConvolution {
  StoredTensor weight;  // out x in x height x width
  StoredTensor bias;    // out
};

FoldedConvolution fold_batch_norm(const StoredTensor& convolution_weight,
                                  const BatchNorm& batch_norm);

}  // namespace panet
