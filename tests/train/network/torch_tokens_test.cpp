#include "train/network/torch_tokens.h"

#include "panet/base/error.h"
#include "panet/engine/inference_engine.h"
#include "support.h"
#include "tensors.h"
#include "train/network/torch_view.h"

namespace panet {
namespace {

using test::error_of;
using test::Tells;

constexpr VisionTransformer kLearnt = {
    .patch = 14, .width = 64, .depth = 2, .hidden = 128, .grid = 3};
constexpr VisionTransformer kRotary = {.patch = 16,
                                       .width = 128,
                                       .depth = 2,
                                       .hidden = 128,
                                       .is_gated = true,
                                       .registers = 4,
                                       .grid = 0};

Model drawn_model(const VisionTransformer& sizes) {
  auto graph = encoder_graph({.architecture = "", .transformer = sizes});
  auto weights = drawn_weights(graph, 1);
  return model_of(std::move(graph), std::move(weights));
}

torch::Tensor random_images(int64_t count, int64_t height, int64_t width) {
  torch::manual_seed(1);
  return torch::randn({count, 3, height, width});
}

TEST(TorchTokens, FeaturesAreThoseOfOneDnn) {
  const torch::NoGradGuard no_grad;
  for (const auto& sizes : {kLearnt, kRotary}) {
    const auto model = std::make_shared<const Model>(drawn_model(sizes));
    const auto images = random_images(1, 4 * sizes.patch, 3 * sizes.patch);
    const auto ours = make_engine(model, {.engine = EngineKind::kOneDnn})
                          ->encode(map_of<NetworkInput>(images[0].permute({1, 2, 0})));
    const auto features = TorchEncoder(*model).forward(images)[0].permute({1, 2, 0}).contiguous();
    const auto expected =
        torch::from_blob(const_cast<float*>(ours.floats().data()), {4, 3, sizes.width});
    EXPECT_EQ(features.sizes(), expected.sizes());
    EXPECT_LT(test::max_difference(features, expected), 1e-4);
  }
}

TEST(TorchTokens, EveryParameterHasAGradient) {
  for (const auto& sizes : {kLearnt, kRotary}) {
    const TorchEncoder encoder(drawn_model(sizes));
    for (const auto& [name, tensor] : encoder.parameters()) tensor.set_requires_grad(true);
    const auto features = encoder.forward(random_images(2, 4 * sizes.patch, 3 * sizes.patch));
    (features * torch::randn(features.sizes())).sum().backward();
    for (const auto& [name, tensor] : encoder.parameters())
      EXPECT_GT(tensor.grad().abs().max().item<float>(), 0) << name;
  }
}

TEST(TorchTokens, AtStride16EverySecondFeatureIsLeft) {
  const torch::NoGradGuard no_grad;
  const TorchEncoder encoder(drawn_model(kLearnt));
  const auto images = random_images(1, 70, 42);
  EXPECT_TRUE(encoder.forward_at_stride_16(images).equal(
      encoder.forward(images).slice(2, 0, {}, 2).slice(3, 0, {}, 2)));
}

TEST(TorchTokens, ACutPatchIsRefused) {
  const TorchEncoder encoder(drawn_model(kLearnt));
  EXPECT_THAT(error_of([&] { encoder.forward(random_images(1, 50, 42)); }),
              Tells("50 x 42", "whole patches of 14 x 14"));
}

}  // namespace
}  // namespace panet
