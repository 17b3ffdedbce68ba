#include "panet/engine/activation_ranges.h"

#include "panet/model/vgg16.h"
#include "support.h"

namespace panet {
namespace {

using test::error_of;
using test::Tells;

std::shared_ptr<const GraphEncoder> some_encoder() {
  torch::manual_seed(1);
  return std::dynamic_pointer_cast<const GraphEncoder>(make_encoder({.architecture = "vgg16"}));
}

// Images of one value each, so that every range of "images" is known.
ActivationRanges ranges_of_plain_images(const std::vector<float>& values) {
  auto next = values.begin();
  return measure_activation_ranges(*some_encoder(), [&]() -> std::optional<torch::Tensor> {
    if (next == values.end()) return std::nullopt;
    return torch::full({1, 3, 16, 16}, *next++);
  });
}

TEST(ActivationRanges, AreTheGreatestOfAllImages) {
  EXPECT_FLOAT_EQ(ranges_of_plain_images({0.5f, -2.0f, 1.0f}).at(kImages), 2.0f);
}

TEST(ActivationRanges, AreThereForEveryStep) {
  const auto ranges = ranges_of_plain_images({1.0f});
  const auto graph = some_encoder()->graph(OutputStride::k8);
  EXPECT_EQ(ranges.size(), graph.size() + 1);
  for (const auto& step : graph) EXPECT_GT(ranges.at(step.name), 0) << step.name;
}

TEST(ActivationRanges, LeaveOutAFewStrayValues) {
  auto image = torch::full({1, 3, 100, 100}, 0.25);
  image[0][0][0][0] = 100;
  bool is_given = false;
  const auto ranges =
      measure_activation_ranges(*some_encoder(), [&]() -> std::optional<torch::Tensor> {
        if (is_given) return std::nullopt;
        is_given = true;
        return image;
      });
  EXPECT_FLOAT_EQ(ranges.at(kImages), 0.25f);
}

TEST(ActivationRanges, NeedAnImage) {
  EXPECT_THAT(error_of([] { ranges_of_plain_images({}); }), Tells("no picture was given"));
}

TEST(ActivationRanges, GoThroughJsonUnchanged) {
  const auto ranges = ranges_of_plain_images({1.0f});
  EXPECT_EQ(ranges_from_json(to_json(ranges), some_encoder()->graph(OutputStride::k8)), ranges);
}

TEST(ActivationRanges, OtherTextIsRefused) {
  const auto graph = some_encoder()->graph(OutputStride::k8);
  EXPECT_THAT(error_of([&] { ranges_from_json("[1]", graph); }),
              Tells("activation_ranges", "no JSON object", "panet weights calibrate"));
  auto ranges = ranges_of_plain_images({1.0f});
  ranges["conv3_1"] = 0;
  EXPECT_THAT(error_of([&] { ranges_from_json(to_json(ranges), graph); }),
              Tells("0 for conv3_1", "above 0"));
  ranges.erase("conv3_1");
  EXPECT_THAT(error_of([&] { ranges_from_json(to_json(ranges), graph); }),
              Tells("no number for conv3_1"));
}

}  // namespace
}  // namespace panet
