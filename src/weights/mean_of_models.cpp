#include "panet/weights/mean_of_models.h"

#include <fmt/format.h>

#include "panet/file/error.h"

namespace panet {
namespace {

void require_alike(const Model& first, const Model& other) {
  const auto &expected = first.encoder->options(), &found = other.encoder->options();
  if (found.architecture != expected.architecture)
    throw Error(fmt::format("a mean is of models of one architecture, not of {} and {}",
                            expected.architecture, found.architecture));
  if (found.stride_placement != expected.stride_placement)
    throw Error(
        "a mean is of models whose strides sit in the same place, here one has them on the 1x1 and "
        "another on the 3x3 convolutions");
}

}  // namespace

Model mean_of_models(const std::vector<Model>& models) {
  if (models.empty()) throw Error("a mean needs at least one model");
  const torch::NoGradGuard no_grad;
  auto mean = make_encoder_to_be_loaded(models.front().encoder->options());
  for (const auto& model : models) {
    require_alike(models.front(), model);
    const bool is_first = &model == &models.front();
    const auto weights = model.encoder->named_parameters();
    for (auto& parameter : mean->named_parameters()) {
      const auto& weight = weights[parameter.key()];
      is_first ? parameter.value().copy_(weight) : parameter.value().add_(weight);
    }
  }
  for (auto& parameter : mean->parameters()) parameter.div_(std::ssize(models));
  auto fingerprint = weights_fingerprint(*mean);
  return {.encoder = std::move(mean), .fingerprint = std::move(fingerprint), .metadata = {}};
}

}  // namespace panet
