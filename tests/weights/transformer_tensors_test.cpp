#include "weights/transformer_tensors.h"

#include <filesystem>

#include "panet/weights/model_file.h"
#include "stored_tensors.h"
#include "support.h"
#include "weights/encoder_tensors.h"

namespace panet {
namespace {

using test::error_of;
using test::Tells;

TensorMap golden(const std::string& name) {
  return read_weight_file(std::filesystem::path(PANET_GOLDEN_DIR) / "vit" / (name + ".safetensors"))
      .tensors;
}

TensorMap without(TensorMap tensors, const std::string& words) {
  std::erase_if(tensors,
                [&](const auto& entry) { return entry.first.find(words) != std::string::npos; });
  return tensors;
}

StoredTensor zeros(const std::vector<int64_t>& shape) {
  int64_t count = 1;
  for (const auto side : shape) count *= side;
  return StoredTensor::of(shape, std::vector<float>(static_cast<std::size_t>(count)));
}

std::string refusal_of(const TensorMap& tensors) {
  return error_of([&] { encoder_tensors(tensors); });
}

TEST(TransformerTensors, SizesAreReadOffShapes) {
  const auto found = encoder_tensors(golden("dinov2_reg4.timm"));
  EXPECT_EQ(*found.transformer,
            (VisionTransformer{
                .patch = 14, .width = 128, .depth = 2, .hidden = 256, .registers = 4, .grid = 8}));
  EXPECT_EQ(found.architecture, "dinov2_vit128x2_14_reg4");
  EXPECT_EQ(found.whose_names, "timm");
}

TEST(TransformerTensors, NamesTellWhoseTheyAre) {
  EXPECT_EQ(encoder_tensors(golden("dinov2.original")).whose_names, "facebookresearch/dinov2");
  EXPECT_EQ(encoder_tensors(golden("dinov3.original")).whose_names, "facebookresearch/dinov3");
  EXPECT_EQ(encoder_tensors(golden("dinov3_swiglu.transformers")).whose_names,
            "Hugging Face transformers");
  EXPECT_EQ(encoder_tensors(without(golden("dinov2.original"), "mask_token")).whose_names, "timm");
}

TEST(TransformerTensors, ANetworkMayHoldTheEncoder) {
  const auto alone = golden("dinov2.original");
  TensorMap within = {{"dino_head.last_layer.weight", zeros({2, 2})}};
  for (const auto& [name, tensor] : alone) within["teacher.backbone." + name] = tensor;
  EXPECT_EQ(encoder_tensors(within).architecture, encoder_tensors(alone).architecture);
}

TEST(TransformerTensors, LayerScaleIsPartOfTheLayerBefore) {
  const auto file = golden("dinov2.original");
  const auto ours = encoder_tensors(file).tensors;
  const auto number = [](const StoredTensor& tensor, std::size_t i) {
    return converted(tensor, DType::kF32).values<float>()[i];
  };
  EXPECT_EQ(number(ours.at("blocks.0.proj.weight"), 128 * 5 + 3),
            number(file.at("blocks.0.attn.proj.weight"), 128 * 5 + 3) *
                number(file.at("blocks.0.ls1.gamma"), 5));
}

TEST(TransformerTensors, AMissingBlockIsNamed) {
  EXPECT_THAT(refusal_of(without(golden("dinov2.original"), "blocks.0.")),
              Tells("block 0 is missing", "there is a block 1"));
  EXPECT_THAT(refusal_of(without(golden("dinov3_swiglu.transformers"), "layer.0.")),
              Tells("block 0 is missing"));
  EXPECT_THAT(refusal_of(without(golden("dinov2.original"), "blocks.1.norm2.bias")),
              Tells("blocks.1.norm2.bias", "is missing", "[128]"));
}

TEST(TransformerTensors, LostLastBlocksAreNoticedAtUsualWidths) {
  const auto graph =
      encoder_graph({.architecture = "",
                     .transformer = VisionTransformer{
                         .width = 192, .depth = 11, .hidden = 64, .registers = 4, .grid = 0}});
  EXPECT_THAT(refusal_of(drawn_weights(graph, 1)),
              Tells("blocks from 11 on are missing", "dinov3_vitt16", "12 blocks"));
}

TEST(TransformerTensors, AWidthIsWholeHeads) {
  auto tensors = golden("dinov2.original");
  tensors["patch_embed.proj.weight"] = zeros({100, 3, 14, 14});
  EXPECT_THAT(refusal_of(tensors), Tells("patch_embed.proj.weight", "width of 100", "64"));
}

TEST(TransformerTensors, RegistersAreMissedWhereThereMustBeSome) {
  EXPECT_THAT(refusal_of(without(golden("dinov3.original"), "storage_tokens")),
              Tells("storage_tokens", "is missing", "DINOv3"));
  EXPECT_THAT(refusal_of(without(golden("dinov2_reg4.timm"), "reg_token")),
              Tells("'reg_token'", "is missing", "DINOv2 with registers"));
}

TEST(TransformerTensors, PositionsAreOfASquare) {
  auto tensors = golden("dinov2.original");
  tensors["pos_embed"] = zeros({1, 60, 128});
  EXPECT_THAT(refusal_of(tensors), Tells("pos_embed", "[1, 60, 128]", "square"));
}

TEST(TransformerTensors, OtherPeriodsAreRefused) {
  auto tensors = golden("dinov3.original");
  tensors["rope_embed.periods"] = StoredTensor::of({16}, std::vector<float>(16, 1));
  EXPECT_THAT(refusal_of(tensors), Tells("rope_embed.periods", "expected 1.334"));
}

TEST(TransformerTensors, WhatIsLeftOverMeansAnotherNetwork) {
  auto tensors = golden("dinov2.original");
  tensors["blocks.0.attn.q_norm.weight"] = zeros({64});
  EXPECT_THAT(refusal_of(tensors),
              Tells("blocks.0.attn.q_norm.weight", "has no place in dinov2_vit128x2_14"));
}

TEST(TransformerTensors, OtherVisionTransformersAreNamed) {
  const auto plain = without(without(golden("dinov2.original"), "ls1"), "ls2");
  EXPECT_THAT(refusal_of(plain), Tells("without layer scale", "ls1.gamma", "DINOv2 and DINOv3"));
  auto autoencoder = plain;
  autoencoder["decoder_blocks.0.norm1.weight"] = zeros({64});
  EXPECT_THAT(refusal_of(autoencoder), Tells("a masked autoencoder (MAE)"));
  EXPECT_THAT(refusal_of({{"visual.class_embedding", zeros({768})},
                          {"visual.conv1.weight", zeros({768, 3, 16, 16})}}),
              Tells("CLIP", "DINOv2 and DINOv3"));
  EXPECT_THAT(
      refusal_of({{"vision_model.embeddings.patch_embedding.weight", zeros({768, 3, 16, 16})}}),
      Tells("CLIP or SigLIP"));
}

// Numbers of blocks come from the file.
TEST(TransformerTensors, AbsurdBlocksAreRefused) {
  for (const std::string block : {"999999999999999999999", "-1", "7000000000"}) {
    auto tensors = golden("dinov2.original");
    tensors["blocks." + block + ".norm1.weight"] = zeros({128});
    EXPECT_FALSE(refusal_of(tensors).empty()) << block;
  }
}

}  // namespace
}  // namespace panet
