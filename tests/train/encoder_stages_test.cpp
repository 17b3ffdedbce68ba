#include "train/encoder_stages.h"

#include "support.h"

namespace panet {
namespace {

void expect_all_stages(const std::string& architecture) {
  const auto graph = encoder_graph({.architecture = architecture});
  int last = 0;  // weights come in the order of the layers
  for (const auto& step : graph.steps) {
    if (weight_shapes(step).empty()) continue;
    const int stage = stage_of(graph.options, step.name + ".weight");
    EXPECT_TRUE(stage == last || stage == last + 1) << step.name;
    last = stage;
  }
  EXPECT_EQ(last, stage_count(graph.options) - 1);
}

TEST(EncoderStages, CoverEveryEncoder) {
  expect_all_stages("vgg16");
  expect_all_stages("resnet50");
  expect_all_stages("dinov2_vits14");
}

TEST(EncoderStages, AreReadOffTheNames) {
  const EncoderOptions vgg = {.architecture = "vgg16"}, resnet = {.architecture = "resnet50"};
  EXPECT_EQ(stage_of(vgg, "conv1_2.bias"), 0);
  EXPECT_EQ(stage_of(vgg, "conv5_3.weight"), 4);
  EXPECT_EQ(stage_of(resnet, "conv1.weight"), 0);
  EXPECT_EQ(stage_of(resnet, "layer3.5.conv2.weight"), 3);
  const auto vit = encoder_graph({.architecture = "dinov2_vits14"}).options;
  EXPECT_EQ(stage_of(vit, "patches.prefix"), 0);
  EXPECT_EQ(stage_of(vit, "blocks.11.fc2.weight"), 12);
  EXPECT_EQ(stage_of(vit, "norm.bias"), 12);
}

}  // namespace
}  // namespace panet
