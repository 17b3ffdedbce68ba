#include "panet/train/momentum_sgd.h"

#include <torch/optim/sgd.h>

#include "support.h"

namespace panet {
namespace {

using test::max_difference;

torch::Tensor loss_of(const torch::Tensor& weight) {
  return (weight * weight * torch::arange(1, 7).view({2, 3})).sum() + weight.sum();
}

torch::Tensor start() {
  return torch::arange(6, torch::kFloat32).view({2, 3}).div(7).requires_grad_();
}

TEST(MomentumSgd, DoesWhatLibTorchsDoes) {
  const auto ours = start(), theirs = start();
  MomentumSgd optimizer({{.name = "w", .tensor = ours}}, {.momentum = 0.9, .weight_decay = 0.01});
  torch::optim::SGD reference({theirs},
                              torch::optim::SGDOptions(0.05).momentum(0.9).weight_decay(0.01));
  for (int step = 0; step < 5; ++step) {
    optimizer.zero_gradients();
    reference.zero_grad();
    loss_of(ours).backward();
    loss_of(theirs).backward();
    optimizer.step(0.05);
    reference.step();
    EXPECT_LT(max_difference(ours, theirs), 1e-6) << "step " << step;
  }
}

TEST(MomentumSgd, MultipliesTheLearningRateOfAParameter) {
  const auto fast = start(), slow = start(), still = start();
  MomentumSgd optimizer({{.name = "fast", .tensor = fast},
                         {.name = "slow", .tensor = slow, .lr_factor = 0.5},
                         {.name = "still", .tensor = still, .lr_factor = 0}},
                        {});
  (loss_of(fast) + loss_of(slow) + loss_of(still)).backward();
  optimizer.step(0.1);
  EXPECT_LT(max_difference((fast - start()).detach(), (slow - start()).detach() * 2), 1e-6);
  EXPECT_EQ(max_difference(still, start()), 0);
}

TEST(MomentumSgd, GoesOnFromItsVelocities) {
  const auto one = start();
  MomentumSgd first({{.name = "w", .tensor = one}}, {});
  const auto step = [](MomentumSgd& optimizer, const torch::Tensor& weight) {
    optimizer.zero_gradients();
    loss_of(weight).backward();
    optimizer.step(0.05);
  };
  step(first, one);
  const auto two = one.detach().clone().requires_grad_();
  MomentumSgd second({{.name = "w", .tensor = two}}, {});
  second.velocities().at("w").copy_(first.velocities().at("w"));
  step(first, one);
  step(second, two);
  EXPECT_EQ(max_difference(one, two), 0);
}

}  // namespace
}  // namespace panet
