#include "engine/availability.h"

#include "base/instructions.h"

namespace panet {

bool cpu_has_int8() {
  return may_use(Instructions::kAvx512Vnni);
}

bool onednn_computes_in(Precision precision) {
  if (precision == Precision::kInt8) return cpu_has_int8();
  return precision == Precision::kFloat32 || may_use(Instructions::kAvx512);
}

bool is_fast_on_cpu(Precision precision) {
  if (precision == Precision::kInt8) return cpu_has_int8();
  return precision == Precision::kFloat32 || cpu_has_bfloat16();
}

}  // namespace panet
