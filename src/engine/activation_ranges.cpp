#include "engine/activation_ranges.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

#include "base/shallow_json.h"
#include "engine/magnitude_quantile.h"
#include "engine/onednn_engine.h"
#include "engine/onednn_program.h"
#include "panet/base/error.h"

namespace panet {
namespace {

constexpr double kShareWithin = 0.9999;

// Models have always called a ResNet's projections so: layer1.0.downsample, without the ".0" of the
// weights' names.
std::string name_in_json(const std::string& step) {
  constexpr std::string_view kProjection = ".downsample.0";
  return step.ends_with(kProjection) ? step.substr(0, step.size() - 2) : step;
}

[[noreturn]] void refuse(const std::string& what) {
  throw Error(fmt::format("the metadata '{}' {}; 'panet weights calibrate' writes it anew",
                          kActivationRanges, what));
}

}  // namespace

ActivationRanges measure_activation_ranges(
    const Model& model, const std::function<std::optional<NetworkInput>()>& next_image) {
  if (model.graph.is_transformer())
    throw Error(fmt::format(
        "{} needs no ranges, so there is nothing to calibrate: --precision int8 takes it as it is",
        model.graph.options.architecture));
  ActivationRanges ranges;
  const auto widen = [&ranges](const std::string& name, std::span<const float> values) {
    auto& range = ranges[name];
    range = std::max(range, magnitude_quantile(values, kShareWithin));
  };
  const ProgramSource source = {
      .model = model, .on_value = [&](const EncoderStep& step, std::span<const float> values) {
        widen(step.name, values);
      }};
  PackedWeights weights;
  SharedBuffers buffers;
  MeasuredChoices choices(default_choices_folder(), onednn_version());
  PictureSize size;
  std::optional<OneDnnProgram> program;
  while (const auto image = next_image()) {
    if (!program || image->dimensions() != size)
      program.emplace(source, image->dimensions(), choices, weights, buffers);
    size = image->dimensions();
    widen(kImages, {image->all().data()->data(), 3 * image->size()});
    program->run(*image);
  }
  if (ranges.empty()) throw Error("nothing to calibrate on: no picture was given");
  return ranges;
}

std::string to_json(const ActivationRanges& ranges) {
  nlohmann::json json;
  for (const auto& [step, range] : ranges) json[name_in_json(step)] = range;
  return json.dump();
}

ActivationRanges ranges_from_json(const std::string& text, const EncoderGraph& graph) {
  const auto json = shallow_json(text);
  if (!json.is_object()) refuse("is no JSON object");
  ActivationRanges ranges;
  const auto take = [&](const std::string& step) {
    const auto name = name_in_json(step);
    const auto entry = json.find(name);
    if (entry == json.end() || !entry->is_number())
      refuse(fmt::format("has no number for {}", name));
    const auto range = entry->get<float>();
    if (!(range > 0) || !std::isfinite(range))
      refuse(fmt::format("has {} for {}, expected a number above 0", range, name));
    ranges[step] = range;
  };
  take(kImages);
  for (const auto& step : graph.steps) take(step.name);
  return ranges;
}

}  // namespace panet
