#include "model/query_adaptation.h"

#include <fmt/format.h>

#include <numeric>
#include <utility>

#include "model/cosine_classifier.h"
#include "panet/base/error.h"

namespace panet {
namespace {

// Softmax scores to the power of six.
MapStack certain(MapStack scores) {
  for (float& score : scores.all()) score = score * score * score * score * score * score;
  return scores;
}

// K of each prototype.
std::vector<float> shots_of_prototypes(const std::vector<int64_t>& shots) {
  std::vector<float> all = {
      static_cast<float>(std::accumulate(shots.begin(), shots.end(), int64_t{0}))};
  all.insert(all.end(), shots.begin(), shots.end());
  return all;
}

}  // namespace

Map<float> adapted_prototypes(const FeatureDirections& features, const Map<float>& prototypes,
                              const std::vector<int64_t>& shots,
                              const QueryAdaptation& adaptation) {
  if (std::ssize(shots) + 1 != prototypes.height())
    throw Error(
        fmt::format("{} prototypes are the background's and {} classes', but there are {} "
                    "numbers of shots",
                    prototypes.height(), prototypes.height() - 1, shots.size()));
  const auto seen = directions(features.sums(certain(softmax(features.logits(prototypes)))));
  const auto weights = shots_of_prototypes(shots);
  auto adapted = directions(prototypes);
  for (int64_t p = 0; p < adapted.height(); ++p) {
    const float of_shots = weights[static_cast<std::size_t>(p)];
    const float of_seen = p == 0 ? adaptation.of_background : adaptation.of_classes;
    std::ranges::transform(
        adapted.row(p), seen.row(p), adapted.row(p).begin(),
        [=](float before, float there) { return of_shots * before + of_seen * there; });
  }
  return adapted;
}

}  // namespace panet
