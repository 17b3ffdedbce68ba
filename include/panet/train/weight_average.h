#pragma once

#include <torch/types.h>

#include <map>
#include <string>

namespace panet {

// The exponential moving average of weights, which often segments better than the last weights:
//   a ← decay · a + (1 - decay) · w after each step, a beginning as w.
class WeightAverage {
 public:
  WeightAverage(const std::map<std::string, torch::Tensor>& weights, double decay);
  void update(const std::map<std::string, torch::Tensor>& weights);

  // By the names of the weights; views, to be written into when a run goes on.
  const std::map<std::string, torch::Tensor>& weights() const { return average_; }

 private:
  std::map<std::string, torch::Tensor> average_;
  double decay_;
};

}  // namespace panet
