#pragma once

#include "panet/base/public.h"

namespace PANET_PUBLIC panet {

// From here on make_engine (engine/inference_engine.h) serves --engine libtorch and GPUs.
void use_libtorch_engine();

}  // namespace panet
