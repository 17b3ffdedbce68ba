#pragma once

#include <memory>

#include "panet/model/direction_statistics.h"
#include "panet/weights/stored_tensor.h"

namespace panet {

// How a model file holds the statistics of its features: "world.mean" of D numbers and "world.axes"
// of R x D as float16, "world.variances" of R as float32.
TensorMap tensors_of(const DirectionStatistics& world);

// Null where none of these is there. panet::Error where some are missing, do not fit together or
// `channels`, or hold NaN or Inf.
std::shared_ptr<const DirectionStatistics> direction_statistics_in(const TensorMap& tensors,
                                                                   int64_t channels);

}  // namespace panet
