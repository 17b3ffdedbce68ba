#include "train/encoder_stages.h"

#include <string_view>

namespace panet {
namespace {

constexpr std::string_view kBlock = "conv", kLayer = "layer";

bool is_vgg16(const EncoderOptions& encoder) {
  return encoder.architecture == "vgg16";
}

int digit_behind(const std::string& name, std::string_view prefix) {
  return name.at(prefix.size()) - '0';
}

}  // namespace

int stage_count(const EncoderOptions& encoder) {
  return is_vgg16(encoder) ? 5 : 4;
}

int stage_of(const EncoderOptions& encoder, const std::string& parameter) {
  if (is_vgg16(encoder)) return digit_behind(parameter, kBlock) - 1;
  return parameter.starts_with(kLayer) ? digit_behind(parameter, kLayer) : 0;
}

}  // namespace panet
