#include "panet/weights/mean_of_models.h"

#include "support.h"

namespace panet {
namespace {

using test::error_of;
using test::Tells;

// A model whose weights are all `value`.
Model constant_model(const EncoderOptions& options, double value) {
  const torch::NoGradGuard no_grad;
  auto encoder = make_encoder_to_be_loaded(options);
  for (auto& parameter : encoder->parameters()) parameter.fill_(value);
  return {.encoder = std::move(encoder), .fingerprint = "", .metadata = {}};
}

TEST(MeanOfModels, IsTheMeanOfEachWeight) {
  const EncoderOptions options = {.architecture = "resnet50",
                                  .stride_placement = StridePlacement::kFirst1x1};
  const auto mean = mean_of_models(
      {constant_model(options, 1), constant_model(options, 2), constant_model(options, 6)});
  for (const auto& parameter : mean.encoder->parameters())
    EXPECT_TRUE(torch::allclose(parameter, torch::full({}, 3.0)));
  EXPECT_EQ(mean.encoder->options().stride_placement, StridePlacement::kFirst1x1);
  EXPECT_EQ(mean.fingerprint, weights_fingerprint(*mean.encoder));
}

TEST(MeanOfModels, IsOfModelsThatAreAlike) {
  const auto one = constant_model({.architecture = "resnet50"}, 1);
  EXPECT_THAT(error_of([] { mean_of_models({}); }), Tells("at least one"));
  EXPECT_THAT(error_of([&] {
                mean_of_models({one, constant_model({.architecture = "vgg16"}, 1)});
              }),
              Tells("resnet50", "vgg16"));
  EXPECT_THAT(
      error_of([&] {
        mean_of_models({one, constant_model({.architecture = "resnet50",
                                             .stride_placement = StridePlacement::kFirst1x1},
                                            1)});
      }),
      Tells("1x1", "3x3"));
}

}  // namespace
}  // namespace panet
