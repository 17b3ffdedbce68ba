#pragma once

#include <torch/optim/sgd.h>

#include <vector>

#include "train/training_episode.h"

namespace panet::bench {

// PANet as the paper's formulas stand there, for comparison: VGG-16 in float32 and NCHW; the
// features of each support upsampled to the size of its mask before they are averaged (eq. 1 and
// 2); each way, shot and mask by itself; LibTorch's SGD.
class PaperFormulas {
 public:
  PaperFormulas();

  // Logits of the queries at their size, Q x (1 + ways) x S x S.
  torch::Tensor segment(const TrainingEpisode& episode) const;

  // A training step → query loss + alignment loss.
  double train(const TrainingEpisode& episode);

 private:
  torch::Tensor encoded(const torch::Tensor& images) const;

  std::vector<torch::Tensor> parameters_;  // weight and bias of each convolution
  torch::optim::SGD optimizer_;
};

}  // namespace panet::bench
