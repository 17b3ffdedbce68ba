#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "panet/weights/stored_tensor.h"

namespace panet {

// How a file calls the tensors of a vision transformer. Names without ".weight" and ".bias", unless
// they say otherwise; empty where such files have none of it. What is in a block follows `block`,
// whose {} stands for its number.
struct TransformerNames {
  std::string_view whose;
  std::string_view patches;
  // Whole names: the tokens before the patches one by one, or all together; of positions; of what
  // nothing is computed with.
  std::string_view class_token, registers, prefix, positions, mask_token, periods;
  std::string_view block;
  std::string_view norm1, norm2, norm;
  // Queries, keys and values, together or each by itself.
  std::string_view qkv, query, key, value;
  // Whole names where biases stand apart from weights, or are multiplied by a mask.
  std::string_view query_bias, value_bias, bias_mask;
  bool key_has_bias;
  std::string_view proj, scale1, scale2;  // scales: whole names
  std::string_view fc1, fc2;
  std::string_view gate, gated, gated_out;  // in place of fc1 and fc2: SwiGLU's

  bool is_dino() const { return !scale1.empty(); }
};

// Those known: the original repositories', timm's, Hugging Face transformers', ours.
std::span<const TransformerNames> known_transformer_names();

// What a network is that is no DINO, by words in its tensors' names: "CLIP". Nothing where they say
// nothing.
std::optional<std::string_view> other_transformer(const TensorMap& tensors);

}  // namespace panet
