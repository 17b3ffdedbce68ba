#include "panet/train/network/torch_engine.h"

#include "panet/engine/inference_engine.h"
#include "panet/train/network/torch_encoder.h"
#include "support.h"
#include "tensors.h"
#include "train/network/torch_view.h"

namespace panet {
namespace {

using test::error_of;
using test::Tells;

std::shared_ptr<const Model> vgg16() {
  auto graph = encoder_graph({.architecture = "vgg16"});
  auto weights = drawn_weights(graph, 1);
  return std::make_shared<const Model>(model_of(std::move(graph), std::move(weights)));
}

NetworkInput noise(PictureSize size) {
  torch::manual_seed(1);
  return map_of<NetworkInput>(torch::randn({size.height, size.width, 3}));
}

// h x w x D.
torch::Tensor tensor_of(const Features& features) {
  const bool is_float = features.type() == Features::Type::kFloat32;
  return torch::from_blob(const_cast<std::byte*>(features.bytes().data()),
                          {features.height(), features.width(), features.channels()},
                          is_float ? torch::kFloat32 : torch::kBFloat16);
}

struct LibTorchEngines : testing::Test {
  LibTorchEngines() { use_libtorch_engine(); }

  Features encoded(Precision precision) const {
    return make_engine(model, {.precision = precision, .engine = EngineKind::kLibTorch})
        ->encode(image);
  }

  std::shared_ptr<const Model> model = vgg16();
  NetworkInput image = noise({40, 33});
};

TEST_F(LibTorchEngines, GiveTheEncodersFeatures) {
  const torch::NoGradGuard no_grad;
  const auto expected = TorchEncoder(*model).forward(image_of(tensor_view(image)));
  const auto features = encoded(Precision::kFloat32);
  EXPECT_EQ(features.type(), Features::Type::kFloat32);
  EXPECT_EQ(features.grid(), (PictureSize{5, 5}));
  EXPECT_EQ(features.channels(), 512);
  EXPECT_TRUE(tensor_of(features).equal(expected[0].permute({1, 2, 0})));
}

TEST_F(LibTorchEngines, ComputeInBFloat16WhereAskedTo) {
  const auto exact = encoded(Precision::kFloat32), rounded = encoded(Precision::kBFloat16);
  EXPECT_EQ(rounded.type(), Features::Type::kBFloat16);
  const auto expected = tensor_of(exact);
  EXPECT_LT(test::max_difference(tensor_of(rounded), expected),
            0.05 * expected.abs().max().item<double>());
}

TEST_F(LibTorchEngines, HaveNoIntegers) {
  EXPECT_THAT(error_of([&] { encoded(Precision::kInt8); }), Tells("int8", "onednn"));
}

}  // namespace
}  // namespace panet
