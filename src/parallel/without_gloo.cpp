// Stands for gloo_collectives.cpp where Gloo is missing.
#include <fmt/format.h>

#include "base/launch.h"
#include "panet/base/error.h"
#include "parallel/collectives.h"

namespace panet {

std::unique_ptr<Collectives> collectives_of(const Launch& launch, torch::Device /*device*/,
                                            const RanksOptions& /*options*/) {
  throw Error(fmt::format(
      "{} ranks were started, but this library was built without Gloo, by which they would speak "
      "to each other; install libgloo-dev and a LibTorch with distributed support and build again, "
      "or start one process",
      launch.size));
}

}  // namespace panet
