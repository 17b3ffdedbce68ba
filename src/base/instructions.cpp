#include "base/instructions.h"

#include <oneapi/dnnl/dnnl.h>

namespace panet {
namespace {

// Each has the bits of those before it.
[[maybe_unused]] bool onednn_uses(dnnl_cpu_isa_t instructions) {
  return (dnnl_get_effective_cpu_isa() & instructions) == instructions;
}

}  // namespace

bool may_use([[maybe_unused]] Instructions instructions) {
#if defined(__x86_64__)
  switch (instructions) {
    case Instructions::kAvx2:
      return onednn_uses(dnnl_cpu_isa_avx2);
    case Instructions::kAvx512:
      return onednn_uses(dnnl_cpu_isa_avx512_core);
    case Instructions::kAvx512Vnni:
      return onednn_uses(dnnl_cpu_isa_avx512_core_vnni);
    case Instructions::kAvx512BFloat16:
      return onednn_uses(dnnl_cpu_isa_avx512_core_bf16);
  }
#endif
  return false;
}

}  // namespace panet
