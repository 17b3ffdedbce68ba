#include "train/encoder_stages.h"

#include "support.h"

namespace panet {
namespace {

void expect_all_stages(const std::string& architecture) {
  const auto encoder = make_encoder_to_be_loaded({.architecture = architecture});
  int last = 0;  // parameters come in the order of the layers
  for (const auto& parameter : encoder->named_parameters()) {
    const int stage = stage_of(*encoder, parameter.key());
    EXPECT_TRUE(stage == last || stage == last + 1) << parameter.key();
    last = stage;
  }
  EXPECT_EQ(last, stage_count(*encoder) - 1);
}

TEST(EncoderStages, CoverEveryEncoder) {
  expect_all_stages("vgg16");
  expect_all_stages("resnet50");
}

TEST(EncoderStages, AreReadOffTheNames) {
  const auto vgg = make_encoder_to_be_loaded({.architecture = "vgg16"});
  EXPECT_EQ(stage_of(*vgg, "conv1_2.bias"), 0);
  EXPECT_EQ(stage_of(*vgg, "conv5_3.weight"), 4);
  const auto resnet = make_encoder_to_be_loaded({.architecture = "resnet50"});
  EXPECT_EQ(stage_of(*resnet, "conv1.weight"), 0);
  EXPECT_EQ(stage_of(*resnet, "layer3.5.conv2.weight"), 3);
}

}  // namespace
}  // namespace panet
