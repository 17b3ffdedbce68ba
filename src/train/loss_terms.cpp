#include "panet/train/loss_terms.h"

#include <algorithm>

#include "panet/base/error.h"

namespace panet {

LossTerms<double> loss_weights(const TrainingConfig& config) {
  const LossTerms<double> weights = {.query = config.query_weight,
                                     .alignment = config.par ? config.par_weight : 0,
                                     .self_support = config.self_weight,
                                     .base = config.base.weight};
  const auto all = weights.all();
  if (std::all_of(all.begin(), all.end(), [](const double* weight) { return *weight == 0; }))
    throw Error(
        "query_weight, par_weight, self_weight and base.weight are all 0: nothing to learn");
  return weights;
}

torch::Tensor weighted_sum(const LossTerms<torch::Tensor>& terms,
                           const LossTerms<double>& weights) {
  torch::Tensor sum;
  for (std::size_t i = 0; i < terms.all().size(); ++i) {
    if (*weights.all()[i] == 0) continue;
    const auto term = *terms.all()[i] * *weights.all()[i];
    sum = sum.defined() ? sum + term : term;
  }
  return sum;
}

}  // namespace panet
