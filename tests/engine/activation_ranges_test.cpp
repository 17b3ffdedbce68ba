#include "engine/activation_ranges.h"

#include <algorithm>
#include <cmath>

#include "reference_encoder.h"
#include "small_graphs.h"
#include "support.h"

namespace panet {
namespace {

using test::drawn_image;
using test::error_of;
using test::Tells;

const Model& some_model() {
  static const auto model =
      test::drawn_model(test::small_graphs()[1].second, drawn_image({16, 16}));
  return *model;
}

ActivationRanges ranges_of(std::vector<NetworkInput> images) {
  auto next = images.begin();
  return measure_activation_ranges(some_model(), [&]() -> std::optional<NetworkInput> {
    if (next == images.end()) return std::nullopt;
    return std::move(*next++);
  });
}

NetworkInput plain_image(float value) {
  return NetworkInput::filled({16, 16}, {value, value, value});
}

ActivationRanges some_ranges() {
  std::vector<NetworkInput> images;
  images.push_back(plain_image(1));
  return ranges_of(std::move(images));
}

TEST(ActivationRanges, AreTheGreatestOfAllImages) {
  std::vector<NetworkInput> images;
  for (const float value : {0.5f, -2.0f, 1.0f}) images.push_back(plain_image(value));
  EXPECT_FLOAT_EQ(ranges_of(std::move(images)).at(kImages), 2.0f);
}

TEST(ActivationRanges, AreThereForEveryStep) {
  const auto ranges = some_ranges();
  EXPECT_EQ(ranges.size(), some_model().graph.steps.size() + 1);
  for (const auto& step : some_model().graph.steps) EXPECT_GT(ranges.at(step.name), 0) << step.name;
}

TEST(ActivationRanges, AreThoseOfTheReferencesValues) {
  std::vector<NetworkInput> images;
  for (const auto size : {PictureSize{40, 33}, {64, 50}}) images.push_back(drawn_image(size));
  std::vector<float> expected(some_model().graph.steps.size(), 0);
  for (const auto& image : images) {
    const auto values = test::reference_values(some_model(), image);
    for (std::size_t i = 0; i < expected.size(); ++i) {
      auto magnitudes = values[i + 1].numbers;
      for (float& number : magnitudes) number = std::abs(number);
      std::ranges::sort(magnitudes);
      const auto rank = 0.9999 * static_cast<double>(magnitudes.size());
      expected[i] = std::max(expected[i], magnitudes[static_cast<std::size_t>(rank)]);
    }
  }
  const auto ranges = ranges_of(std::move(images));
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const auto& name = some_model().graph.steps[i].name;
    EXPECT_NEAR(ranges.at(name), expected[i], 1e-5 * expected[i]) << name;
  }
}

TEST(ActivationRanges, LeaveOutAFewStrayValues) {
  auto image = NetworkInput::filled({100, 100}, {0.25f, 0.25f, 0.25f});
  image.at(0, 0)[0] = 100;
  std::vector<NetworkInput> images;
  images.push_back(std::move(image));
  EXPECT_FLOAT_EQ(ranges_of(std::move(images)).at(kImages), 0.25f);
}

TEST(ActivationRanges, NeedAnImage) {
  EXPECT_THAT(error_of([] { ranges_of({}); }), Tells("no picture was given"));
}

TEST(ActivationRanges, GoThroughJsonUnchanged) {
  const auto ranges = some_ranges();
  EXPECT_EQ(ranges_from_json(to_json(ranges), some_model().graph), ranges);
}

TEST(ActivationRanges, OfProjectionsAreCalledInJsonAsTheyAlwaysWere) {
  EXPECT_EQ(to_json({{"layer1.0.conv1", 1}, {"layer1.0.downsample.0", 2}}),
            R"({"layer1.0.conv1":1.0,"layer1.0.downsample":2.0})");
}

TEST(ActivationRanges, OtherTextIsRefused) {
  const auto& graph = some_model().graph;
  EXPECT_THAT(error_of([&] { ranges_from_json("[1]", graph); }),
              Tells("activation_ranges", "no JSON object", "panet weights calibrate"));
  auto ranges = some_ranges();
  ranges["block1.conv2"] = 0;
  EXPECT_THAT(error_of([&] { ranges_from_json(to_json(ranges), graph); }),
              Tells("0 for block1.conv2", "above 0"));
  ranges.erase("block1.conv2");
  EXPECT_THAT(error_of([&] { ranges_from_json(to_json(ranges), graph); }),
              Tells("no number for block1.conv2"));
}

}  // namespace
}  // namespace panet
