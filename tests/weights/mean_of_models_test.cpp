#include "weights/mean_of_models.h"

#include "stored_tensors.h"
#include "support.h"

namespace panet {
namespace {

using test::error_of;
using test::Tells;

// A model whose weights are all `value`.
Model constant_model(const EncoderOptions& options, float value) {
  auto graph = encoder_graph(options);
  auto weights = drawn_weights(graph, 1);
  for (auto& [name, weight] : weights) weight = test::filled(weight.shape(), value);
  return model_of(std::move(graph), std::move(weights));
}

TEST(MeanOfModels, IsTheMeanOfEachWeight) {
  const EncoderOptions options = {.architecture = "resnet50",
                                  .stride_placement = StridePlacement::kFirst1x1};
  const auto mean = mean_of_models(
      {constant_model(options, 1), constant_model(options, 2), constant_model(options, 6)});
  for (const auto& [name, weight] : mean.weights)
    EXPECT_LT(test::max_difference(weight, test::filled(weight.shape(), 3)), 1e-6) << name;
  EXPECT_EQ(mean.graph.options.stride_placement, StridePlacement::kFirst1x1);
  EXPECT_EQ(mean.fingerprint, weights_fingerprint(mean.graph.options, mean.weights));
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
