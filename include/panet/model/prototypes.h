#pragma once

#include <torch/torch.h>

namespace panet {

// The annotated images of an episode, as features and masks (paper Sec. 3.3).
struct SupportSet {
  torch::Tensor features;    // way x shot x D x h x w
  torch::Tensor foreground;  // way x shot x H x W, 1 where the way's class is
  torch::Tensor background;  // way x shot x H x W, 1 where no class of the episode is
};

// One prototype per class and one for the background, each the mean over its shots (and, for the background, ways) of
// the masked average of each image. → (1 + way) x D, background first, float32.
torch::Tensor support_prototypes(const SupportSet& support);

// Prototypes of images from a labelling of their own: the mean feature of each label 0..classes-1 over all images.
// features: N x D x h x w; labels: N x h x w → classes x D. A label that is nowhere gives zeros.
torch::Tensor prototypes_of_labels(const torch::Tensor& features, const torch::Tensor& labels, int64_t classes);

}  // namespace panet
