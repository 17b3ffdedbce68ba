#include "panet/engine/inference_engine.h"

#include <fmt/format.h>

#include "engine/onednn_engine.h"
#include "panet/base/error.h"

namespace panet {
namespace {

EngineMaker& libtorch_engine() {
  static EngineMaker maker;
  return maker;
}

[[noreturn]] void refuse_without_libtorch(const ComputeOptions& options) {
  throw Error(fmt::format(
      "{} needs LibTorch, which this program is without; panet-torch has it (Debian: panet-train)",
      options.device.is_cpu() ? "engine libtorch" : "device " + text_of(options.device)));
}

}  // namespace

void set_libtorch_engine(EngineMaker maker) {
  libtorch_engine() = std::move(maker);
}

std::unique_ptr<InferenceEngine> make_engine(std::shared_ptr<const Model> model,
                                             const ComputeOptions& options) {
  const bool is_onednn = options.engine == EngineKind::kOneDnn ||
                         (options.engine == EngineKind::kAuto && options.device.is_cpu());
  if (is_onednn) return make_onednn_engine(std::move(model), options);
  if (options.precision == Precision::kInt8)
    throw Error("precision int8 needs the engine onednn, on a CPU");
  if (!libtorch_engine()) refuse_without_libtorch(options);
  return libtorch_engine()(std::move(model), options);
}

}  // namespace panet
