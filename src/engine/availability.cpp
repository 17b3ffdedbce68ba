#include "panet/engine/availability.h"

#include "panet/model/precision.h"

namespace panet {

bool has_onednn() {
#if defined(PANET_HAS_ONEDNN)
  return true;
#else
  return false;
#endif
}

bool cpu_has_int8() {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx512vnni") != 0;
#else
  return false;
#endif
}

bool is_fast_on_cpu(torch::ScalarType precision) {
  if (!has_onednn()) return false;
  if (precision == torch::kInt8) return cpu_has_int8();
  return precision == torch::kFloat32 || cpu_has_bfloat16();
}

}  // namespace panet
