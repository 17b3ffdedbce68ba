#pragma once

#include <torch/types.h>

namespace panet {

// The annotated images of episodes of the same shape, as features and masks (paper Sec. 3.3).
struct SupportSet {
  torch::Tensor features;    // episode x way x shot x D x h x w
  torch::Tensor foreground;  // episode x way x shot x H x W, 1 where the way's class is
  torch::Tensor background;  // episode x way x shot x H x W, 1 where no class of the episode is
};

// One prototype per class and one for the background: the masked averages of the support images,
// averaged over shots. → episode x (1 + way) x D, background first, float32.
torch::Tensor support_prototypes(const SupportSet& support);

// Prototypes of images from a labelling of their own: the mean feature of each label 0..classes-1
// over all images of an episode. features: episode x N x D x h x w; labels: episode x N x h x w →
// episode x classes x D. A label that is nowhere gives zeros.
torch::Tensor prototypes_of_labels(const torch::Tensor& features, const torch::Tensor& labels,
                                   int64_t classes);

}  // namespace panet
