#include "train/encoder_stages.h"

#include <string_view>

namespace panet {
namespace {

constexpr std::string_view kBlock = "conv", kLayer = "layer", kTransformerBlock = "blocks.";

bool is_vgg16(const EncoderOptions& encoder) {
  return encoder.architecture == "vgg16";
}

int digit_behind(const std::string& name, std::string_view prefix) {
  return name.at(prefix.size()) - '0';
}

// "blocks.11.norm1.weight": 12
int stage_of_transformer(const EncoderOptions& encoder, const std::string& parameter) {
  if (parameter.starts_with("patches")) return 0;
  if (!parameter.starts_with(kTransformerBlock))
    return static_cast<int>(encoder.transformer->depth);
  return 1 + std::stoi(parameter.substr(kTransformerBlock.size()));
}

}  // namespace

int stage_count(const EncoderOptions& encoder) {
  if (encoder.transformer) return 1 + static_cast<int>(encoder.transformer->depth);
  return is_vgg16(encoder) ? 5 : 4;
}

int stage_of(const EncoderOptions& encoder, const std::string& parameter) {
  if (encoder.transformer) return stage_of_transformer(encoder, parameter);
  if (is_vgg16(encoder)) return digit_behind(parameter, kBlock) - 1;
  return parameter.starts_with(kLayer) ? digit_behind(parameter, kLayer) : 0;
}

}  // namespace panet
