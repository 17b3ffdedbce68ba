#pragma once

#include "panet/base/public.h"
#include "panet/image/map.h"

namespace PANET_PUBLIC panet {

// How the directions of an encoder's features are spread over photographs of whatever there is:
// their mean, and the axes along which they vary most (the principal components of their
// covariance). What an object looks like says little about whether it is there; how it differs from
// all else does.
struct DirectionStatistics {
  Map<float> mean;       // 1 x D
  Map<float> axes;       // R x D, of length 1, at right angles, by falling variance
  Map<float> variances;  // 1 x R, along them
};

}  // namespace panet
