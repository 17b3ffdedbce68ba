#pragma once

#include "train/network/torch_tensors.h"

namespace panet {

// The exponential moving average of weights, which often segments better than the last weights:
//   a ← decay · a + (1 - decay) · w after each step, a beginning as w.
class WeightAverage {
 public:
  WeightAverage(const TorchTensors& weights, double decay);
  void update(const TorchTensors& weights);

  // By the names of the weights; views, to be written into when a run goes on.
  const TorchTensors& weights() const { return average_; }

 private:
  TorchTensors average_;
  double decay_;
};

}  // namespace panet
