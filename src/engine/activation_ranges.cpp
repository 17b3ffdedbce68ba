#include "panet/engine/activation_ranges.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "panet/file/error.h"

namespace panet {
namespace {

constexpr double kShareWithin = 0.9999;

// A bound on the magnitude of most values of a tensor.
float range_of(const torch::Tensor& values) {
  auto magnitudes = values.abs().flatten();
  auto* const begin = magnitudes.data_ptr<float>();
  const auto count = magnitudes.numel();
  const auto within = static_cast<int64_t>(kShareWithin * static_cast<double>(count));
  auto* const bound = begin + std::min(within, count - 1);
  std::nth_element(begin, bound, begin + count);
  return *bound;
}

[[noreturn]] void refuse(const std::string& what) {
  throw Error(fmt::format("the metadata '{}' {}; 'panet weights calibrate' writes it anew",
                          kActivationRanges, what));
}

}  // namespace

ActivationRanges measure_activation_ranges(
    const GraphEncoder& encoder, const std::function<std::optional<torch::Tensor>()>& next_image) {
  const torch::NoGradGuard no_grad;
  const auto graph = encoder.graph(OutputStride::k8);
  ActivationRanges ranges;
  while (const auto image = next_image()) {
    const auto widen = [&ranges](const std::string& name, const torch::Tensor& values) {
      auto& range = ranges[name];
      range = std::max(range, range_of(values));
    };
    widen(kImages, *image);
    interpret(graph, *image, [&](std::size_t step, const torch::Tensor& values) {
      widen(graph[step].name, values);
    });
  }
  if (ranges.empty()) throw Error("nothing to calibrate on: no picture was given");
  return ranges;
}

std::string to_json(const ActivationRanges& ranges) {
  return nlohmann::json(ranges).dump();
}

ActivationRanges ranges_from_json(const std::string& text, const EncoderGraph& graph) {
  const auto json = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) refuse("is no JSON object");
  ActivationRanges ranges;
  const auto take = [&](const std::string& name) {
    const auto entry = json.find(name);
    if (entry == json.end() || !entry->is_number())
      refuse(fmt::format("has no number for {}", name));
    const auto range = entry->get<float>();
    if (!(range > 0) || !std::isfinite(range))
      refuse(fmt::format("has {} for {}, expected a number above 0", range, name));
    ranges[name] = range;
  };
  take(kImages);
  for (const auto& step : graph) take(step.name);
  return ranges;
}

}  // namespace panet
