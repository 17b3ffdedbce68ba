#include "golden_engines.h"

namespace panet::test {

std::vector<EngineKind> golden_engines() {
  return {EngineKind::kOneDnn};
}

}  // namespace panet::test
