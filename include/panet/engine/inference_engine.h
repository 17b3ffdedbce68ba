#pragma once

#include <functional>
#include <memory>

#include "panet/base/public.h"
#include "panet/image/network_input.h"
#include "panet/model/features.h"
#include "panet/model/precision.h"
#include "panet/weights/model_file.h"

namespace PANET_PUBLIC panet {

// Runs an encoder for its features alone. Every engine gives the same features for the same image
// but for the rounding of its precision; the same engine gives the same bits every time, whatever
// the number of threads.
//
// An engine works from the calling thread, on as many threads as set_thread_count says there;
// it is used by one thread at a time.
class InferenceEngine {
 public:
  virtual ~InferenceEngine() = default;

  // Any height and width of at least 8, or of whole patches → h x w x D, h = feature_size(height,
  // input) of the model's graph; float32, or bfloat16 for the precisions bf16 and int8.
  virtual Features encode(const NetworkInput& image) = 0;
};

// The engine for a model's encoder: oneDNN's on a CPU, LibTorch's on a GPU and where it is asked
// for.
//
// panet::Error where the engine is not in this program or does not serve the device; for bf16 and
// int8 where the CPU does not have what the engine takes for them (onednn_computes_in); and for
// int8 where the model lacks activation ranges.
std::unique_ptr<InferenceEngine> make_engine(std::shared_ptr<const Model> model,
                                             const ComputeOptions& options);

// LibTorch's engine is another library's, which says here how it is made, before anybody asks for
// one.
using EngineMaker = std::function<std::unique_ptr<InferenceEngine>(std::shared_ptr<const Model>,
                                                                   const ComputeOptions&)>;
void set_libtorch_engine(EngineMaker maker);

}  // namespace panet
