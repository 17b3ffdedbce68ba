#include "train/loss/prototypes.h"

#include "train/loss/masked_average_pooling.h"

namespace panet {

torch::Tensor support_prototypes(const SupportSet& support) {
  const auto shape = support.foreground.sizes().slice(0, 3);  // episode, way, shot
  const auto features = support.features.flatten(0, 2);
  const auto pooled = [&](const torch::Tensor& masks) {
    return masked_average_pooling(features, masks.flatten(0, 2)).unflatten(0, shape);
  };
  const auto background = pooled(support.background).mean(2).mean(1, /*keepdim=*/true);
  return torch::cat({background, pooled(support.foreground).mean(2)}, 1);
}

torch::Tensor prototypes_of_labels(const torch::Tensor& features, const torch::Tensor& labels,
                                   int64_t classes) {
  const auto members =
      torch::one_hot(labels.to(torch::kLong).flatten(1), classes).to(torch::kFloat32);  // E Nhw P
  const auto locations =
      features.to(torch::kFloat32).permute({0, 1, 3, 4, 2}).flatten(1, 3);  // E x Nhw x D
  const double epsilon = 1e-5;  // as in masked average pooling: a label that is nowhere gives zeros
  return torch::bmm(members.transpose(1, 2), locations) / (members.sum(1).unsqueeze(2) + epsilon);
}

}  // namespace panet
