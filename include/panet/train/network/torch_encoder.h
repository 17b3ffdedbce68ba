#pragma once

#include <torch/types.h>

#include <string>
#include <vector>

#include "panet/base/public.h"
#include "panet/model/encoder_graph.h"
#include "panet/weights/model_file.h"

namespace PANET_PUBLIC panet {

// A weight or bias under the name that files have for it, "layer2.0.downsample.0.weight".
struct NamedParameter {
  std::string name;
  torch::Tensor tensor;
};

struct TorchEncoderOptions {
  torch::Device device = torch::kCPU;
  torch::ScalarType precision = torch::kFloat32;  // of the parameters
};

// An encoder whose graph LibTorch's operators compute one after the other, with gradients: what
// training trains.
class TorchEncoder {
 public:
  // Of a step, in the order of weight_shapes: the weight first, then the bias.
  using Parameters = std::vector<torch::Tensor>;

  // The model's weights are copied.
  explicit TorchEncoder(const Model& model, const TorchEncoderOptions& options = {});

  // images: N x 3 x H x W, RGB in [0, 1] normalised as the graph's input says, in the precision to
  // compute in → features N x channels() x H' x W' in that precision, H' = feature_size(H).
  // panet::Error where a vision transformer would have to cut a patch.
  //
  // Parameters of another precision are cast on the way, gradients on the way back: in training the
  // weights stay float32 while bfloat16 is multiplied.
  torch::Tensor forward(const torch::Tensor& images) const;

  // Every second of these features in both directions, forward(images)[:, :, ::2, ::2], so those of
  // an output stride of 16.
  torch::Tensor forward_at_stride_16(const torch::Tensor& images) const;

  const EncoderOptions& options() const { return graph_.options; }
  int64_t channels() const { return graph_.channels; }

  // In the order of the graph's steps.
  const std::vector<NamedParameter>& parameters() const { return parameters_; }

 private:
  torch::Tensor computed(const EncoderGraph& graph, const torch::Tensor& images) const;

  EncoderGraph graph_;
  std::vector<NamedParameter> parameters_;
  std::vector<Parameters> of_steps_;  // the same tensors; none for a max-pool, say
};

}  // namespace panet
