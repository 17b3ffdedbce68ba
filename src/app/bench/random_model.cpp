#include "app/bench/random_model.h"

#include <optional>
#include <random>
#include <utility>

#include "engine/activation_ranges.h"

namespace panet::bench {

NetworkInput noise_image(int64_t size) {
  std::mt19937 random(1);
  std::normal_distribution<float> normal;
  auto image = NetworkInput::uninitialised(size, size);
  for (auto& pixel : image.all())
    for (float& channel : pixel) channel = normal(random);
  return image;
}

std::shared_ptr<const Model> random_model(const std::string& architecture, int64_t size) {
  auto graph = encoder_graph({.architecture = architecture});
  auto weights = drawn_weights(graph, 1);
  auto model = model_of(std::move(graph), std::move(weights));
  if (model.graph.is_transformer()) return std::make_shared<const Model>(std::move(model));
  std::optional image = noise_image(size);
  const auto ranges =
      measure_activation_ranges(model, [&] { return std::exchange(image, std::nullopt); });
  model.metadata[kActivationRanges] = to_json(ranges);
  return std::make_shared<const Model>(std::move(model));
}

}  // namespace panet::bench
