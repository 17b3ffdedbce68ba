#pragma once

#include <torch/types.h>

#include <limits>

namespace panet::test {

// Largest absolute difference; infinite where shapes differ.
inline double max_difference(const torch::Tensor& a, const torch::Tensor& b) {
  if (a.sizes() != b.sizes()) return std::numeric_limits<double>::infinity();
  if (a.numel() == 0) return 0;
  return (a.to(torch::kDouble) - b.to(torch::kDouble)).abs().max().item<double>();
}

}  // namespace panet::test
