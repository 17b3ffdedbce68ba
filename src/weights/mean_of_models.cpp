#include "weights/mean_of_models.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "panet/base/error.h"

namespace panet {
namespace {

void require_alike(const Model& first, const Model& other) {
  const auto &expected = first.graph.options, &found = other.graph.options;
  if (found.architecture != expected.architecture)
    throw Error(fmt::format("a mean is of models of one architecture, not of {} and {}",
                            expected.architecture, found.architecture));
  if (found.transformer != expected.transformer)
    throw Error("a mean is of models of one size, here are networks of several");
  if (found.stride_placement != expected.stride_placement)
    throw Error(
        "a mean is of models whose strides sit in the same place, here one has them on the 1x1 and "
        "another on the 3x3 convolutions");
}

StoredTensor mean_of(const std::vector<Model>& models, const std::string& name) {
  const auto& first = models.front().weights.at(name);
  std::vector<float> mean(first.values<float>().begin(), first.values<float>().end());
  for (std::size_t i = 1; i < models.size(); ++i)
    std::ranges::transform(mean, models[i].weights.at(name).values<float>(), mean.begin(),
                           std::plus<>());
  for (auto& value : mean) value /= static_cast<float>(models.size());
  return StoredTensor::of(first.shape(), std::move(mean));
}

}  // namespace

Model mean_of_models(const std::vector<Model>& models) {
  if (models.empty()) throw Error("a mean needs at least one model");
  for (const auto& model : models) require_alike(models.front(), model);
  TensorMap means;
  for (const auto& [name, weight] : models.front().weights) means[name] = mean_of(models, name);
  return model_of(models.front().graph, std::move(means));
}

}  // namespace panet
