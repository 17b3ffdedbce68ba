#include "panet/model/encoder.h"

#include <fmt/format.h>
#include <torch/nn/init.h>

#include "panet/file/error.h"
#include "panet/model/resnet.h"
#include "panet/model/vgg16.h"

namespace panet {
namespace {

void initialise_after_kaiming(Encoder& encoder) {
  const torch::NoGradGuard no_grad;
  for (auto& parameter : encoder.named_parameters()) {
    if (parameter.value().dim() == 1) {
      parameter.value().zero_();
    } else {
      torch::nn::init::kaiming_normal_(parameter.value());
    }
  }
}

}  // namespace

torch::Tensor Encoder::forward_at_stride_16(const torch::Tensor& images) {
  return forward(images).slice(2, 0, {}, 2).slice(3, 0, {}, 2);
}

std::shared_ptr<Encoder> make_encoder_to_be_loaded(const EncoderOptions& options) {
  if (options.architecture == "vgg16") return std::make_shared<Vgg16Encoder>();
  if (options.architecture.starts_with("resnet")) return std::make_shared<ResNetEncoder>(options);
  throw Error(fmt::format("unknown encoder '{}'; known are vgg16, resnet50, resnet101, resnet152",
                          options.architecture));
}

std::shared_ptr<Encoder> make_encoder(const EncoderOptions& options) {
  auto encoder = make_encoder_to_be_loaded(options);
  initialise_after_kaiming(*encoder);
  return encoder;
}

int64_t feature_size(int64_t pixels) {
  for (int halving = 0; halving < 3; ++halving) pixels = (pixels + 1) / 2;
  return pixels;
}

int64_t parameter_count(const Encoder& encoder) {
  int64_t count = 0;
  for (const auto& parameter : encoder.parameters()) count += parameter.numel();
  return count;
}

}  // namespace panet
