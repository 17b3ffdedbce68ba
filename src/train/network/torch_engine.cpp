#include "panet/train/network/torch_engine.h"

#include "panet/engine/inference_engine.h"
#include "panet/train/network/torch_encoder.h"
#include "train/network/torch_compute.h"
#include "train/network/torch_error.h"
#include "train/network/torch_view.h"

namespace panet {
namespace {

// features: 1 x D x h x w.
Features copied(const torch::Tensor& features) {
  const auto type = features.scalar_type();
  Features copy({features.size(2), features.size(3)}, features.size(1),
                type == torch::kFloat32 ? Features::Type::kFloat32 : Features::Type::kBFloat16);
  const auto by_location = features[0].permute({1, 2, 0});
  torch::from_blob(copy.bytes().data(), by_location.sizes(), type).copy_(by_location);
  return copy;
}

class LibTorchEngine : public InferenceEngine {
 public:
  LibTorchEngine(const Model& model, const ComputeOptions& options)
      : options_({torch_device(options.device), scalar_type(options.precision)}),
        encoder_(model, options_) {}

  Features encode(const NetworkInput& image) override {
    const torch::NoGradGuard no_grad;
    try {
      const auto images = image_of(tensor_view(image)).to(options_.device, options_.precision);
      return copied(encoder_.forward(images));
    } catch (const c10::Error& error) {
      throw_in_words(error);
    }
  }

 private:
  TorchEncoderOptions options_;
  TorchEncoder encoder_;
};

}  // namespace

void use_libtorch_engine() {
  set_libtorch_engine([](const auto& model, const ComputeOptions& options) {
    return std::make_unique<LibTorchEngine>(*model, options);
  });
}

}  // namespace panet
