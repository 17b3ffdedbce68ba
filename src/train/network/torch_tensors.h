#pragma once

#include <torch/types.h>

#include <map>
#include <string>

#include "panet/weights/stored_tensor.h"

namespace panet {

// Tensors of LibTorch by name.
using TorchTensors = std::map<std::string, torch::Tensor>;

// The same numbers as LibTorch's tensor, which keeps them alive and is not to be changed.
torch::Tensor tensor_view(const StoredTensor& tensor);
TorchTensors tensor_views(const TensorMap& tensors);

// The numbers of a tensor as a file holds them: those very ones where they lie in row-major order
// in the CPU's memory, so that they change with it, else a copy.
StoredTensor stored(const torch::Tensor& tensor);
TensorMap stored(const TorchTensors& tensors);

}  // namespace panet
