#pragma once

#include <cstddef>

#include "panet/base/public.h"
#include "panet/model/precision.h"

namespace PANET_PUBLIC panet {

struct TrainerOptions {
  ComputeOptions compute = {};
  int loader_threads = 1;       // that read, resize and annotate ahead
  std::size_t cache_bytes = 0;  // for decoded pictures
};

}  // namespace panet
