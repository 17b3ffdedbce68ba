#include "golden_engines.h"
#include "panet/train/network/torch_engine.h"

namespace panet::test {

std::vector<EngineKind> golden_engines() {
  use_libtorch_engine();
  return {EngineKind::kOneDnn, EngineKind::kLibTorch};
}

}  // namespace panet::test
