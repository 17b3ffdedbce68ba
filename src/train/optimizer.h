#pragma once

#include <torch/types.h>

#include <memory>
#include <string>
#include <vector>

#include "panet/train/training_config.h"
#include "train/network/torch_tensors.h"

namespace panet {

// A weight to train, and what its learning rate is multiplied by.
struct TrainedParameter {
  std::string name;
  torch::Tensor tensor;
  double lr_factor = 1;
};

// Turns gradients into new weights. LibTorch's own optimizers keep their state under keys that
// change from version to version; here it can be read and replaced by the names of the parameters,
// which is what a checkpoint needs. All parameters are updated by the same few operations on lists
// of tensors: on a GPU one by one would take longer than what is computed.
class Optimizer {
 public:
  virtual ~Optimizer() = default;

  // Update number `number` of a training, from 1. Every parameter must have a gradient.
  virtual void step(double lr, int64_t number) = 0;
  void zero_gradients();

  // What an update needs besides weights and gradients, by "KIND.PARAMETER" as
  // "momentum.conv1.weight", of the parameter's shape; views, to be written into when a run goes
  // on.
  const TorchTensors& state() const { return state_; }

 protected:
  // A state of zeros of each kind for each parameter.
  Optimizer(std::vector<TrainedParameter> parameters, double momentum, double weight_decay,
            const std::vector<std::string>& kinds);

  std::vector<torch::Tensor> gradients() const;
  // Of each parameter: `lr` times its own factor, and that times `by`.
  std::vector<torch::Scalar> rates(double lr, double by) const;

  std::vector<torch::Tensor> weights_;
  std::vector<std::vector<torch::Tensor>> states_;  // one list a kind, in the order of the weights
  double momentum_, weight_decay_;

 private:
  std::vector<double> lr_factors_;
  TorchTensors state_;
};

// Stochastic gradient descent with momentum (paper Sec. 4.1), as PyTorch's SGD:
//   m ← momentum · m + (gradient + weight_decay · w),   w ← w - lr · m.
class MomentumSgd : public Optimizer {
 public:
  MomentumSgd(std::vector<TrainedParameter> parameters, double momentum, double weight_decay);
  void step(double lr, int64_t number) override;
};

// Adam with decoupled weight decay (Loshchilov and Hutter 2019), as PyTorch's AdamW with
// betas (momentum, 0.999) and epsilon 1e-8. It gives each weight a step of about lr, whatever the
// size of its gradient; batch norm that is folded into convolutions leaves gradients of very
// different sizes.
class AdamW : public Optimizer {
 public:
  AdamW(std::vector<TrainedParameter> parameters, double momentum, double weight_decay);
  void step(double lr, int64_t number) override;
};

// The one that the configuration names.
std::unique_ptr<Optimizer> make_optimizer(const TrainingConfig::Optimizer& config,
                                          std::vector<TrainedParameter> parameters);

}  // namespace panet
