#include "engine/onednn_program.h"

#include "reference_encoder.h"
#include "small_graphs.h"
#include "support.h"

namespace panet {
namespace {

using test::drawn_image;

EncoderGraph graph_named(const std::string& name) {
  for (const auto& [known, graph] : test::small_graphs())
    if (known == name) return graph;
  throw std::logic_error(name);
}

Features features_of(const ProgramSource& source, const NetworkInput& image) {
  MeasuredChoices no_choices("", "");
  PackedWeights weights;
  return OneDnnProgram(source, image.dimensions(), no_choices, weights).run(image);
}

TEST(OneDnnProgram, DilatedAndInterleavedAreTheSame) {
  for (const auto* const name : {"dilated", "odd"}) {
    for (const auto size : {PictureSize{32, 24}, {29, 42}, {35, 35}}) {
      const auto image = drawn_image(size);
      const auto model = test::drawn_model(graph_named(name), image);
      const auto dilated = features_of({.model = *model}, image);
      const auto interleaved =
          features_of({.model = *model, .dilation = Dilation::kInterleaved}, image);
      ASSERT_EQ(interleaved.grid(), dilated.grid());
      for (std::size_t i = 0; i < dilated.floats().size(); ++i)
        ASSERT_NEAR(interleaved.floats()[i], dilated.floats()[i], 1e-4) << name << " " << i;
    }
  }
}

TEST(OneDnnProgram, ADilatedTailIsWhatCanBeInterleaved) {
  EXPECT_TRUE(has_dilated_tail(graph_named("dilated")));
  EXPECT_TRUE(has_dilated_tail(graph_named("odd")));
  EXPECT_FALSE(has_dilated_tail(graph_named("chain")));
  EXPECT_FALSE(has_dilated_tail(graph_named("residual")));
  EXPECT_TRUE(has_dilated_tail(encoder_graph({.architecture = "vgg16"})));
  EXPECT_TRUE(has_dilated_tail(encoder_graph({.architecture = "resnet50"})));
}

// Steps that are added to later are seen as they were made.
TEST(OneDnnProgram, ShowsWhatEachStepMakes) {
  const auto image = drawn_image({21, 18});
  for (const auto& [name, graph] : test::small_graphs()) {
    const auto model = test::drawn_model(graph, image);
    const auto expected = test::reference_values(*model, image);
    std::size_t shown = 0;
    const ProgramSource source = {
        .model = *model, .on_value = [&](const EncoderStep& step, std::span<const float> values) {
          ASSERT_EQ(step.name, model->graph.steps[shown].name);
          const auto& planes = expected[++shown];
          ASSERT_EQ(values.size(), planes.numbers.size());
          const auto channels = static_cast<std::size_t>(planes.channels);
          const auto locations = values.size() / channels;
          for (std::size_t i = 0; i < values.size(); ++i)
            ASSERT_NEAR(values[i], planes.numbers[i % channels * locations + i / channels], 1e-4)
                << step.name;
        }};
    features_of(source, image);
    EXPECT_EQ(shown, model->graph.steps.size());
  }
}

}  // namespace
}  // namespace panet
