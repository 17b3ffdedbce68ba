#pragma once

#include <torch/types.h>

#include <memory>

#include "panet/model/precision.h"
#include "panet/weights/model_file.h"

namespace panet {

// Runs an encoder for its features alone. Every engine gives the same features for the same images
// but for the rounding of its precision; the same engine gives the same bits every time, whatever
// the number of threads.
//
// An engine works from the calling thread, on as many threads as set_thread_count says there;
// it is used by one thread at a time.
class InferenceEngine {
 public:
  virtual ~InferenceEngine() = default;

  // images: N x 3 x H x W float32, RGB normalised as for Encoder::forward, on any device → features
  // N x D x h x w, channels last, in feature_type() of the precision, on the device of the engine.
  virtual torch::Tensor encode(const torch::Tensor& images) = 0;
};

// The engine for a model's encoder, whose weights are not to be changed afterwards. LibTorch's
// moves the encoder to the device and into the precision.
//
// panet::Error where the engine asked for is not built in or does not serve the device or the
// encoder; and for int8 where the CPU lacks VNNI or the model lacks activation ranges.
std::shared_ptr<InferenceEngine> make_engine(const Model& model, const ComputeOptions& options);

}  // namespace panet
