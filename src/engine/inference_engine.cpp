#include "panet/engine/inference_engine.h"

#include "engine/onednn_engine.h"
#include "panet/engine/availability.h"
#include "panet/file/error.h"
#include "panet/model/encoder_graph.h"

namespace panet {
namespace {

class LibTorchEngine : public InferenceEngine {
 public:
  LibTorchEngine(std::shared_ptr<Encoder> encoder, const ComputeOptions& options)
      : encoder_(std::move(encoder)), options_(options) {
    if (options.precision == torch::kInt8)
      throw Error("precision int8 needs the engine onednn, on a CPU");
    prepare(*encoder_, options);
  }

  torch::Tensor encode(const torch::Tensor& images) override {
    const torch::NoGradGuard no_grad;
    return encoder_->forward(images.to(options_.device, options_.precision));
  }

 private:
  std::shared_ptr<Encoder> encoder_;
  ComputeOptions options_;
};

bool can_be_compiled(const Model& model, const ComputeOptions& options) {
  return has_onednn() && options.device.is_cpu() &&
         dynamic_cast<const GraphEncoder*>(model.encoder.get()) != nullptr;
}

}  // namespace

std::shared_ptr<InferenceEngine> make_engine(const Model& model, const ComputeOptions& options) {
  const bool is_onednn = options.engine == EngineKind::kOneDnn ||
                         (options.engine == EngineKind::kAuto && can_be_compiled(model, options));
  if (is_onednn) return make_onednn_engine(model, options);
  return std::make_shared<LibTorchEngine>(model.encoder, options);
}

}  // namespace panet
