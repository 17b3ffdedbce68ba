#include "train/optimizer.h"

#include <torch/optim/adamw.h>
#include <torch/optim/sgd.h>

#include "support.h"
#include "tensors.h"

namespace panet {
namespace {

using test::max_difference;

torch::Tensor loss_of(const torch::Tensor& weight) {
  return (weight * weight * torch::arange(1, 7).view({2, 3})).sum() + weight.sum();
}

torch::Tensor start() {
  return torch::arange(6, torch::kFloat32).view({2, 3}).div(7).requires_grad_();
}

// `optimizer` and one of LibTorch update `ours` and `theirs`.
void expect_equal_updates(Optimizer& optimizer, torch::optim::Optimizer& reference,
                          const torch::Tensor& ours, const torch::Tensor& theirs) {
  for (int number = 1; number <= 5; ++number) {
    optimizer.zero_gradients();
    reference.zero_grad();
    loss_of(ours).backward();
    loss_of(theirs).backward();
    optimizer.step(0.05, number);
    reference.step();
    EXPECT_LT(max_difference(ours, theirs), 1e-6) << "update " << number;
  }
}

TEST(MomentumSgd, DoesWhatLibTorchsDoes) {
  const auto ours = start(), theirs = start();
  MomentumSgd optimizer({{.name = "w", .tensor = ours}}, 0.9, 0.01);
  torch::optim::SGD reference({theirs},
                              torch::optim::SGDOptions(0.05).momentum(0.9).weight_decay(0.01));
  expect_equal_updates(optimizer, reference, ours, theirs);
}

TEST(AdamW, DoesWhatLibTorchsDoes) {
  const auto ours = start(), theirs = start();
  AdamW optimizer({{.name = "w", .tensor = ours}}, 0.9, 0.01);
  torch::optim::AdamW reference({theirs}, torch::optim::AdamWOptions(0.05).weight_decay(0.01));
  expect_equal_updates(optimizer, reference, ours, theirs);
}

// What every kind does.
class AnyOptimizer : public testing::TestWithParam<std::string> {
 protected:
  static std::unique_ptr<Optimizer> optimizer(std::vector<TrainedParameter> parameters) {
    return make_optimizer({.kind = GetParam(), .weight_decay = 0}, std::move(parameters));
  }
};

TEST_P(AnyOptimizer, MultipliesTheLearningRateOfAParameter) {
  const auto fast = start(), slow = start(), still = start();
  const auto all = optimizer({{.name = "fast", .tensor = fast},
                              {.name = "slow", .tensor = slow, .lr_factor = 0.5},
                              {.name = "still", .tensor = still, .lr_factor = 0}});
  (loss_of(fast) + loss_of(slow) + loss_of(still)).backward();
  all->step(0.1, 1);
  EXPECT_LT(max_difference((fast - start()).detach(), (slow - start()).detach() * 2), 1e-6);
  EXPECT_EQ(max_difference(still, start()), 0);
}

TEST_P(AnyOptimizer, GoesOnFromItsState) {
  const auto step = [](Optimizer& one, const torch::Tensor& weight, int64_t number) {
    one.zero_gradients();
    loss_of(weight).backward();
    one.step(0.05, number);
  };
  const auto one = start();
  const auto first = optimizer({{.name = "w", .tensor = one}});
  step(*first, one, 1);
  const auto two = one.detach().clone().requires_grad_();
  const auto second = optimizer({{.name = "w", .tensor = two}});
  for (const auto& [name, tensor] : second->state()) tensor.copy_(first->state().at(name));
  step(*first, one, 2);
  step(*second, two, 2);
  EXPECT_EQ(max_difference(one, two), 0);
}

INSTANTIATE_TEST_SUITE_P(Kinds, AnyOptimizer, testing::Values("sgd", "adamw"),
                         [](const auto& kind) { return kind.param; });

}  // namespace
}  // namespace panet
