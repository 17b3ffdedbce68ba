#pragma once

#include <torch/types.h>

#include <string>

namespace panet {

// For error messages: "0, 3, 15", the different values of a uint8 tensor.
std::string label_list(const torch::Tensor& labels);

}  // namespace panet
