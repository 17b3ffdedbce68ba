#include "engine/onednn_program.h"

#include <cmath>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "base/parallel.h"
#include "engine/availability.h"
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

Features features_of(const ProgramSource& source, const NetworkInput& image,
                     const std::filesystem::path& choices_folder = "") {
  MeasuredChoices choices(choices_folder, "");
  PackedWeights weights;
  SharedBuffers buffers;
  return OneDnnProgram(source, image.dimensions(), choices, weights, buffers).run(image);
}

// Makes `folder` say of every convolution of a program for which there is a choice that Winograd's
// algorithm is the faster one.
void choose_winograd(const ProgramSource& source, const NetworkInput& image,
                     const std::filesystem::path& folder) {
  features_of(source, image, folder);
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".json") continue;
    auto content = nlohmann::json::parse(std::ifstream(entry.path()));
    for (auto& choice : content["choices"]) choice = "winograd";
    std::ofstream(entry.path()) << content;
  }
}

double relative_error(const Features& features, const test::Planes& expected) {
  double difference = 0, whole = 0;
  const auto channels = static_cast<std::size_t>(expected.channels);
  const auto locations = expected.numbers.size() / channels;
  for (std::size_t i = 0; i < expected.numbers.size(); ++i) {
    const double wanted = expected.numbers[i % channels * locations + i / channels];
    difference += std::pow(to_float(features.bfloats()[i]) - wanted, 2);
    whole += wanted * wanted;
  }
  return std::sqrt(difference / whole);
}

// And one that adds to a 3x3 convolution, which no encoder does.
std::vector<std::pair<std::string, EncoderGraph>> graphs_with_3x3() {
  auto graphs = test::small_graphs();
  graphs.emplace_back(
      "added",
      EncoderGraph{
          .options = {.architecture = "added"},
          .steps =
              {{.name = "conv1", .input = 0, .operation = Convolution{3, 48, 1}, .relu = true},
               {.name = "conv2", .input = 1, .operation = Convolution{48, 48, 3}, .relu = true},
               {.name = "conv3",
                .input = 2,
                .operation = Convolution{48, 48, 3},
                .addend = 1,
                .relu = true},
               {.name = "pool1", .input = 3, .operation = MaxPool{3, 2}},
               {.name = "conv4", .input = 4, .operation = Convolution{48, 32, 3, 1, 2}}},
          .channels = 32});
  return graphs;
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

TEST(OneDnnProgram, BFloat16ByWinogradsAlgorithmIsTheSameButForItsRounding) {
  if (!is_fast_on_cpu(Precision::kBFloat16)) GTEST_SKIP() << "this CPU has no bfloat16";
  for (const auto size : {PictureSize{32, 24}, {29, 43}}) {
    const auto image = drawn_image(size);
    for (const auto& [name, graph] : graphs_with_3x3()) {
      const auto model = test::drawn_model(graph, image);
      const ProgramSource source = {.model = *model, .precision = Precision::kBFloat16};
      const test::TemporaryFolder folder;
      choose_winograd(source, image, folder.path());
      const auto direct = features_of(source, image);
      const auto winograd = features_of(source, image, folder.path());
      EXPECT_FALSE(test::are_same(winograd, direct)) << name;
      EXPECT_LT(relative_error(winograd, test::reference_values(*model, image).back()), 0.02)
          << name;
    }
  }
}

TEST(OneDnnProgram, BFloat16ByWinogradsAlgorithmHasTheSameBitsOnAnyNumberOfThreads) {
  if (!is_fast_on_cpu(Precision::kBFloat16)) GTEST_SKIP() << "this CPU has no bfloat16";
  const auto image = drawn_image({45, 38});
  const int threads = thread_count();
  for (const auto& [name, graph] : graphs_with_3x3()) {
    const auto model = test::drawn_model(graph, image);
    const ProgramSource source = {.model = *model, .precision = Precision::kBFloat16};
    const test::TemporaryFolder folder;
    choose_winograd(source, image, folder.path());
    const auto expected = features_of(source, image, folder.path());
    for (const int count : {1, 2, 3}) {
      set_thread_count(count);
      EXPECT_TRUE(test::are_same(features_of(source, image, folder.path()), expected))
          << name << ", " << count << " threads";
    }
  }
  set_thread_count(threads);
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
