// Stands for onednn_engine.cpp and gemm_peak.cpp where oneDNN is missing.
#include "engine/onednn_engine.h"
#include "panet/engine/gemm_peak.h"
#include "panet/file/error.h"

namespace panet {

std::shared_ptr<InferenceEngine> make_onednn_engine(const Model& /*model*/,
                                                    const ComputeOptions& /*options*/) {
  throw Error(
      "engine onednn: this library was built without oneDNN; install libdnnl-dev and build again, "
      "or "
      "say libtorch");
}

std::optional<double> gemm_peak(torch::ScalarType /*precision*/) {
  return std::nullopt;
}

}  // namespace panet
