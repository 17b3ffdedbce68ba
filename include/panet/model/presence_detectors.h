#pragma once

#include <vector>

#include "panet/base/public.h"
#include "panet/image/map.h"

namespace PANET_PUBLIC panet {

// What tells whether an image holds each of C classes (model/presence.h).
struct PresenceDetectors {
  Map<float> directions;          // C x D
  std::vector<float> thresholds;  // C: the cosine at which a class is as likely there as not
  std::vector<float> slopes;      // C: how fast that changes with the cosine

  bool empty() const { return thresholds.empty(); }
  PresenceDetectors copy() const;
};

}  // namespace panet
