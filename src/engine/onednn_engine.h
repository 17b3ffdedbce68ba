#pragma once

#include "panet/engine/inference_engine.h"

namespace panet {

// The engine that compiles the encoder's graph for oneDNN. See make_engine for what it refuses.
std::shared_ptr<InferenceEngine> make_onednn_engine(const Model& model,
                                                    const ComputeOptions& options);

}  // namespace panet
