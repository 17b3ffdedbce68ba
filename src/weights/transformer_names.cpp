#include "weights/transformer_names.h"

#include <algorithm>
#include <array>

namespace panet {
namespace {

constexpr TransformerNames kOriginalDinov2 = {.whose = "facebookresearch/dinov2",
                                              .patches = "patch_embed.proj",
                                              .class_token = "cls_token",
                                              .registers = "register_tokens",
                                              .positions = "pos_embed",
                                              .mask_token = "mask_token",
                                              .block = "blocks.{}.",
                                              .norm1 = "norm1",
                                              .norm2 = "norm2",
                                              .norm = "norm",
                                              .qkv = "attn.qkv",
                                              .key_has_bias = true,
                                              .proj = "attn.proj",
                                              .scale1 = "ls1.gamma",
                                              .scale2 = "ls2.gamma",
                                              .fc1 = "mlp.fc1",
                                              .fc2 = "mlp.fc2"};

constexpr TransformerNames original_dinov3() {
  auto names = kOriginalDinov2;
  names.whose = "facebookresearch/dinov3";
  names.registers = "storage_tokens";
  names.positions = "";
  names.periods = "rope_embed.periods";
  names.bias_mask = "attn.qkv.bias_mask";
  names.gate = "mlp.w1";
  names.gated = "mlp.w2";
  names.gated_out = "mlp.w3";
  return names;
}

constexpr TransformerNames timm_dinov2() {
  auto names = kOriginalDinov2;
  names.whose = "timm";
  names.registers = "reg_token";
  names.mask_token = "";
  return names;
}

constexpr TransformerNames timm_dinov3() {
  auto names = timm_dinov2();
  names.positions = "";
  names.query_bias = "attn.q_bias";
  names.value_bias = "attn.v_bias";
  names.key_has_bias = false;
  names.scale1 = "gamma_1";
  names.scale2 = "gamma_2";
  names.gate = "mlp.fc1_g";
  names.gated = "mlp.fc1_x";
  names.gated_out = "mlp.fc2";
  return names;
}

constexpr TransformerNames kTransformersDinov2 = {
    .whose = "Hugging Face transformers",
    .patches = "embeddings.patch_embeddings.projection",
    .class_token = "embeddings.cls_token",
    .registers = "embeddings.register_tokens",
    .positions = "embeddings.position_embeddings",
    .mask_token = "embeddings.mask_token",
    .block = "encoder.layer.{}.",
    .norm1 = "norm1",
    .norm2 = "norm2",
    .norm = "layernorm",
    .query = "attention.attention.query",
    .key = "attention.attention.key",
    .value = "attention.attention.value",
    .key_has_bias = true,
    .proj = "attention.output.dense",
    .scale1 = "layer_scale1.lambda1",
    .scale2 = "layer_scale2.lambda1",
    .fc1 = "mlp.fc1",
    .fc2 = "mlp.fc2"};

constexpr TransformerNames kTransformersDinov3 = {.whose = "Hugging Face transformers",
                                                  .patches = "embeddings.patch_embeddings",
                                                  .class_token = "embeddings.cls_token",
                                                  .registers = "embeddings.register_tokens",
                                                  .mask_token = "embeddings.mask_token",
                                                  .block = "layer.{}.",
                                                  .norm1 = "norm1",
                                                  .norm2 = "norm2",
                                                  .norm = "norm",
                                                  .query = "attention.q_proj",
                                                  .key = "attention.k_proj",
                                                  .value = "attention.v_proj",
                                                  .key_has_bias = false,
                                                  .proj = "attention.o_proj",
                                                  .scale1 = "layer_scale1.lambda1",
                                                  .scale2 = "layer_scale2.lambda1",
                                                  .fc1 = "mlp.up_proj",
                                                  .fc2 = "mlp.down_proj",
                                                  .gate = "mlp.gate_proj",
                                                  .gated = "mlp.up_proj",
                                                  .gated_out = "mlp.down_proj"};

// Layer scale is part of what it scales, SwiGLU's two halves are one layer.
constexpr TransformerNames kOurs = {.whose = "panet",
                                    .patches = "patches",
                                    .prefix = "patches.prefix",
                                    .positions = "patches.positions",
                                    .block = "blocks.{}.",
                                    .norm1 = "norm1",
                                    .norm2 = "norm2",
                                    .norm = "norm",
                                    .qkv = "qkv",
                                    .key_has_bias = true,
                                    .proj = "proj",
                                    .fc1 = "fc1",
                                    .fc2 = "fc2"};

constexpr std::array<TransformerNames, 7> kKnown = {
    kOriginalDinov2,     original_dinov3(),   timm_dinov2(), timm_dinov3(),
    kTransformersDinov2, kTransformersDinov3, kOurs};

struct OtherNetwork {
  std::string_view word, network;
};

constexpr std::array<OtherNetwork, 10> kOthers = {
    {{"decoder_blocks.", "a masked autoencoder (MAE)"},
     {"decoder.decoder_layers.", "a masked autoencoder (MAE)"},
     {"visual.transformer.resblocks.", "CLIP"},
     {"visual.class_embedding", "CLIP"},
     {"norm_pre.", "CLIP, by timm's names"},
     {"vision_model.", "CLIP or SigLIP"},
     {"rel_pos_h", "SAM (Segment Anything)"},
     {"relative_position_bias_table", "a Swin transformer or BEiT"},
     {"patch_embeddings.dwconv", "a SegFormer"},
     {"downsample_layers.", "a ConvNeXt"}}};

}  // namespace

std::span<const TransformerNames> known_transformer_names() {
  return kKnown;
}

std::optional<std::string_view> other_transformer(const TensorMap& tensors) {
  for (const auto& [word, network] : kOthers)
    for (const auto& [name, tensor] : tensors)
      if (name.find(word) != name.npos) return network;
  return std::nullopt;
}

}  // namespace panet
