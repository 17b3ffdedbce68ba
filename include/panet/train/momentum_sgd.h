#pragma once

#include <torch/types.h>

#include <map>
#include <string>
#include <vector>

namespace panet {

// A weight to train, and what its learning rate is multiplied by.
struct TrainedParameter {
  std::string name;
  torch::Tensor tensor;
  double lr_factor = 1;
};

struct MomentumSgdOptions {
  double momentum = 0.9;
  double weight_decay = 5e-4;
};

// Stochastic gradient descent with momentum (paper Sec. 4.1), as PyTorch's SGD:
//   v ← momentum · v + (gradient + weight_decay · w),   w ← w - lr · v.
// LibTorch's own keeps its state under keys that change from version to version; here it can be
// read and replaced by the names of the parameters, which is what a checkpoint needs.
class MomentumSgd {
 public:
  MomentumSgd(std::vector<TrainedParameter> parameters, const MomentumSgdOptions& options);

  // Every parameter must have a gradient.
  void step(double lr);
  void zero_gradients();

  // v of each parameter, of its shape, by its name; views, to be written into when a run goes on.
  const std::map<std::string, torch::Tensor>& velocities() const { return velocities_; }

 private:
  std::vector<TrainedParameter> parameters_;
  MomentumSgdOptions options_;
  std::map<std::string, torch::Tensor> velocities_;
};

}  // namespace panet
