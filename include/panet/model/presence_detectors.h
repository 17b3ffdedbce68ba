#pragma once

#include <vector>

#include "panet/base/public.h"
#include "panet/image/map.h"

namespace PANET_PUBLIC panet {

// What tells whether an image holds each of C classes (model/presence.h).
struct PresenceDetectors {
  Map<float> directions;          // C x D, of the object
  Map<float> surroundings;        // C x D, of what it is found in
  std::vector<float> thresholds;  // C: the score at which presence is 0.5
  std::vector<float> slopes;      // C: how fast presence changes with the score

  bool empty() const { return thresholds.empty(); }
  PresenceDetectors copy() const;
};

}  // namespace panet
