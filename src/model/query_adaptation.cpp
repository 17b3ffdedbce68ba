#include "panet/model/query_adaptation.h"

#include <fmt/format.h>

#include <numeric>

#include "panet/file/error.h"
#include "panet/model/cosine_classifier.h"

namespace panet {
namespace {

constexpr int kCertainty = 3;  // the power to which scores are raised

// Per prototype, 1 + C x 1.
torch::Tensor shots_of_prototypes(const std::vector<int64_t>& shots) {
  std::vector<float> all = {std::accumulate(shots.begin(), shots.end(), 0.0f)};
  all.insert(all.end(), shots.begin(), shots.end());
  return torch::tensor(all).unsqueeze(1);
}

}  // namespace

torch::Tensor adapted_prototypes(const FeatureDirections& features, const torch::Tensor& prototypes,
                                 const std::vector<int64_t>& shots,
                                 const QueryAdaptation& adaptation) {
  if (std::ssize(shots) + 1 != prototypes.size(0))
    throw Error(
        fmt::format("{} prototypes are the background's and {} classes', but there are {} "
                    "numbers of shots",
                    prototypes.size(0), prototypes.size(0) - 1, shots.size()));
  const auto scores = features.logits(prototypes).softmax(1);
  const auto seen = features.sums(scores.pow(kCertainty));
  auto weight_of_seen = torch::full({prototypes.size(0), 1}, adaptation.of_classes, seen.options());
  weight_of_seen[0] = adaptation.of_background;
  return shots_of_prototypes(shots).to(seen.device()) * directions(prototypes) +
         weight_of_seen * directions(seen);
}

torch::Tensor adapted_prototypes(const torch::Tensor& features, const torch::Tensor& prototypes,
                                 const std::vector<int64_t>& shots,
                                 const QueryAdaptation& adaptation) {
  return adapted_prototypes(FeatureDirections(features), prototypes, shots, adaptation);
}

}  // namespace panet
