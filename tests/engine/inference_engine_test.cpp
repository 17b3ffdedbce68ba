#include "panet/engine/inference_engine.h"

#include "support.h"

namespace panet {
namespace {

using test::error_of;
using test::Tells;

Model vgg16() {
  torch::manual_seed(1);
  return {.encoder = make_encoder({.architecture = "vgg16"}), .fingerprint = "random"};
}

// An encoder of somebody else's that has no graph.
class ColourEncoder : public Encoder {
 public:
  ColourEncoder() : Encoder({.architecture = "colour"}, 3) {}
  torch::Tensor forward(const torch::Tensor& images) override {
    return torch::avg_pool2d(images, 8, 8);
  }
};

TEST(InferenceEngine, LibTorchGivesTheEncodersFeatures) {
  const torch::NoGradGuard no_grad;
  const auto model = vgg16();
  const auto images = torch::randn({1, 3, 40, 33});
  const auto expected = model.encoder->forward(images);
  const auto engine = make_engine(model, {.engine = EngineKind::kLibTorch});
  EXPECT_LT(test::max_difference(engine->encode(images), expected),
            1e-4 * expected.abs().max().item<double>());
}

TEST(InferenceEngine, LibTorchHasNoIntegers) {
  EXPECT_THAT(error_of([] {
                make_engine(vgg16(), {.precision = torch::kInt8, .engine = EngineKind::kLibTorch});
              }),
              Tells("int8", "onednn"));
}

TEST(InferenceEngine, AnEncoderWithoutAGraphIsRunByLibTorch) {
  const Model model = {.encoder = std::make_shared<ColourEncoder>(), .fingerprint = "colours"};
  const auto images = torch::rand({1, 3, 16, 16});
  EXPECT_TRUE(make_engine(model, {})->encode(images).equal(torch::avg_pool2d(images, 8, 8)));
  error_of([&] { make_engine(model, {.engine = EngineKind::kOneDnn}); });
}

}  // namespace
}  // namespace panet
