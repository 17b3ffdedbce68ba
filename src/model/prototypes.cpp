#include "panet/model/prototypes.h"

#include "panet/model/masked_average_pooling.h"

namespace panet {
namespace {

// way x shot x H x W masks → way x shot x D
torch::Tensor pooled(const torch::Tensor& features, const torch::Tensor& masks) {
  const auto flat = masked_average_pooling(features.flatten(0, 1), masks.flatten(0, 1));
  return flat.unflatten(0, {features.size(0), features.size(1)});
}

}  // namespace

torch::Tensor support_prototypes(const SupportSet& support) {
  const auto foreground = pooled(support.features, support.foreground).mean(1);
  const auto background = pooled(support.features, support.background).flatten(0, 1).mean(0);
  return torch::cat({background.unsqueeze(0), foreground});
}

torch::Tensor prototypes_of_labels(const torch::Tensor& features, const torch::Tensor& labels, int64_t classes) {
  const auto members = torch::one_hot(labels.to(torch::kLong).flatten(), classes).to(torch::kFloat32);  // Nhw x P
  const auto locations = features.to(torch::kFloat32).permute({0, 2, 3, 1}).flatten(0, 2);              // Nhw x D
  const auto epsilon = 1e-5;  // as in masked average pooling
  return torch::mm(members.t(), locations) / (members.sum(0).unsqueeze(1) + epsilon);
}

}  // namespace panet
