#pragma once

#include "panet/engine/inference_engine.h"

namespace panet {

// The engine that compiles the encoder's graph for oneDNN. See make_engine for what it refuses.
std::unique_ptr<InferenceEngine> make_onednn_engine(std::shared_ptr<const Model> model,
                                                    const ComputeOptions& options);

// What besides the processor makes a measured choice of ways to compute void.
std::string onednn_version();

}  // namespace panet
