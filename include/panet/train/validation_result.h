#pragma once

#include "panet/base/public.h"
#include "panet/image/map.h"

namespace PANET_PUBLIC panet {

struct ValidationResult {
  double mean_iou = 0, binary_iou = 0;  // 0 to 1
  Picture picture;  // the best, the median and the worst episodes; empty where not asked for
};

}  // namespace panet
