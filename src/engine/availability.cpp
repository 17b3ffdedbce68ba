#include "engine/availability.h"

namespace panet {

bool cpu_has_int8() {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx512vnni") != 0;
#else
  return false;
#endif
}

bool is_fast_on_cpu(Precision precision) {
  if (precision == Precision::kInt8) return cpu_has_int8();
  return precision == Precision::kFloat32 || cpu_has_bfloat16();
}

}  // namespace panet
