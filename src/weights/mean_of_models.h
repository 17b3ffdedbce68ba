#pragma once

#include <vector>

#include "panet/weights/model_file.h"

namespace panet {

// The model whose weights are the means of those of several models. Trainings that began at the
// same weights and differ in recipe or seed end close enough to each other for their mean to be
// as good as the best of them, or better ("model soups", Wortsman et al. 2022); it costs nothing
// more to use.
//
// panet::Error where there are none, or they are not all of one architecture with the stride in the
// same place.
Model mean_of_models(const std::vector<Model>& models);

}  // namespace panet
