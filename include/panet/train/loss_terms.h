#pragma once

#include <torch/types.h>

#include <array>

#include "panet/base/public.h"
#include "panet/train/training_config.h"

namespace PANET_PUBLIC panet {

// Something about each part of what training minimises: its value, its weight, its name.
template <typename T>
struct LossTerms {
  T query{};         // segmentation of the queries by the supports' prototypes (paper eq. 5)
  T alignment{};     // of the supports by the queries' predictions: PAR (paper eq. 8)
  T self_support{};  // of each picture by its own prototypes (Fan et al., SSP, ECCV 2022)
  T base{};          // of all pictures into the base classes by learnt prototypes

  std::array<T*, 4> all() { return {&query, &alignment, &self_support, &base}; }
  std::array<const T*, 4> all() const { return {&query, &alignment, &self_support, &base}; }
};

inline constexpr LossTerms<const char*> kLossNames = {"query", "alignment", "self_support", "base"};

// What a configuration says. panet::Error where all are zero.
LossTerms<double> loss_weights(const TrainingConfig& config);

// The sum of the terms, each times its weight, over those whose weight is not zero.
torch::Tensor weighted_sum(const LossTerms<torch::Tensor>& terms, const LossTerms<double>& weights);

}  // namespace panet
