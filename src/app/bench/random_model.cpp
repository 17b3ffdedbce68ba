#include "app/bench/random_model.h"

#include <utility>

#include "panet/engine/activation_ranges.h"

namespace panet::bench {

Model random_model(const std::string& architecture, int64_t size) {
  torch::manual_seed(1);
  auto encoder = make_encoder({.architecture = architecture});
  std::optional<torch::Tensor> image = torch::randn({1, 3, size, size});
  const auto ranges = measure_activation_ranges(dynamic_cast<const GraphEncoder&>(*encoder),
                                                [&] { return std::exchange(image, std::nullopt); });
  return {.encoder = std::move(encoder),
          .fingerprint = "random",
          .metadata = {{kActivationRanges, to_json(ranges)}}};
}

}  // namespace panet::bench
