#include "model/vision_transformer_graph.h"

#include <set>

#include "panet/base/error.h"
#include "support.h"

namespace panet {
namespace {

using testing::ElementsAre;

std::vector<std::string> step_names(const EncoderGraph& graph) {
  std::vector<std::string> names;
  for (const auto& step : graph.steps) names.push_back(step.name);
  return names;
}

TEST(VisionTransformerGraph, ABlockIsAttentionAndTwoLinearLayers) {
  const auto graph =
      vision_transformer_graph({.patch = 14, .width = 64, .depth = 1, .hidden = 128, .grid = 2});
  EXPECT_THAT(
      step_names(graph),
      ElementsAre("patches", "blocks.0.norm1", "blocks.0.qkv", "blocks.0.attention",
                  "blocks.0.proj", "blocks.0.norm2", "blocks.0.fc1", "blocks.0.fc2", "norm"));
  EXPECT_EQ(graph.steps[4].addend, 1u);  // the tokens before the attention
  EXPECT_EQ(graph.steps[7].addend, 5u);  // and before the linear layers
  EXPECT_TRUE(std::get<Linear>(graph.steps[6].operation).gelu);
}

TEST(VisionTransformerGraph, AGatedBlockHasAStepMore) {
  const auto graph =
      vision_transformer_graph({.width = 64, .depth = 1, .hidden = 128, .is_gated = true});
  EXPECT_EQ(graph.steps[7].name, "blocks.0.gate");
  EXPECT_EQ(std::get<Linear>(graph.steps[6].operation).out, 256);
}

TEST(VisionTransformerGraph, TheLastNormLeavesOutWhatStandsForNoPlace) {
  const auto graph = vision_transformer_graph({.width = 64, .depth = 1, .registers = 4});
  EXPECT_EQ(std::get<LayerNorm>(graph.steps.back().operation).dropped, 5);
}

// Without layer scale and mask token, and the class token with its position: the files have
// 22,056,576, 86,580,480 and 304,368,640.
TEST(VisionTransformerGraph, NamedOnesHaveTheirNumberOfParameters) {
  const auto lost = [](const VisionTransformer& sizes) {
    return 2 * sizes.depth * sizes.width + 2 * sizes.width;
  };
  for (const auto& [name, parameters] : {std::pair("dinov2_vits14", 22'056'576),
                                         {"dinov2_vitb14", 86'580'480},
                                         {"dinov2_vitl14", 304'368'640}}) {
    const auto graph = encoder_graph({.architecture = name});
    EXPECT_EQ(parameter_count(graph) + lost(*graph.options.transformer), parameters) << name;
  }
}

TEST(VisionTransformerGraph, ImagesAreWholePatches) {
  const auto dinov2 = encoder_graph({.architecture = "dinov2_vits14"}).input;
  const auto dinov3 = encoder_graph({.architecture = "dinov3_vitb16"}).input;
  EXPECT_EQ(dinov2.default_size, 518);
  EXPECT_EQ(dinov3.default_size, 512);
  EXPECT_EQ(feature_size(518, dinov2), 37);
  EXPECT_EQ(fitting_size(417, dinov2), 420);
  EXPECT_EQ(fitting_size(3, dinov2), 14);
  EXPECT_EQ(fitting_size(417, InputFormat{}), 417);
}

TEST(VisionTransformerGraph, EachSizeHasANameOfItsOwn) {
  std::set<std::string> names;
  for (const auto& [name, sizes] : named_transformers()) {
    EXPECT_EQ(name_of(sizes), name);
    names.insert(name);
  }
  EXPECT_EQ(names.size(), named_transformers().size());
  EXPECT_EQ(name_of({.patch = 14, .width = 128, .depth = 2, .registers = 4, .grid = 8}),
            "dinov2_vit128x2_14_reg4");
}

// 2 (3 14 14 384 1369 + 12 (1370 (4 384 384 + 2 384 1536) 1 + 2 384 1370 1370))
TEST(VisionTransformerGraph, CountsWhatAttentionCosts) {
  const auto graph = encoder_graph({.architecture = "dinov2_vits14"});
  EXPECT_NEAR(gigaflop_of(graph, 518), 93.4, 0.1);
}

}  // namespace
}  // namespace panet
