#include "panet/model/prototypes.h"

#include "panet/model/masked_average_pooling.h"

namespace panet {

torch::Tensor mean_of_shots(const std::vector<PooledShots>& classes) {
  std::vector<torch::Tensor> backgrounds, prototypes(1);
  for (const auto& shots : classes) {
    backgrounds.push_back(shots.background.mean(0));
    prototypes.push_back(shots.foreground.mean(0));
  }
  prototypes[0] = torch::stack(backgrounds).mean(0);
  return torch::stack(prototypes);
}

torch::Tensor support_prototypes(const SupportSet& support) {
  std::vector<PooledShots> classes;
  for (int64_t way = 0; way < support.features.size(0); ++way) {
    const auto& features = support.features[way];
    classes.push_back({.foreground = masked_average_pooling(features, support.foreground[way]),
                       .background = masked_average_pooling(features, support.background[way])});
  }
  return mean_of_shots(classes);
}

torch::Tensor prototypes_of_labels(const torch::Tensor& features, const torch::Tensor& labels,
                                   int64_t classes) {
  const auto members =
      torch::one_hot(labels.to(torch::kLong).flatten(), classes).to(torch::kFloat32);  // Nhw x P
  const auto locations =
      features.to(torch::kFloat32).permute({0, 2, 3, 1}).flatten(0, 2);  // Nhw x D
  const double epsilon = 1e-5;  // as in masked average pooling: a label that is nowhere gives zeros
  return torch::mm(members.t(), locations) / (members.sum(0).unsqueeze(1) + epsilon);
}

}  // namespace panet
