#include "app/bench/suite.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/bench/noise_pictures.h"
#include "app/bench/random_model.h"
#include "engine/availability.h"
#include "image/mask.h"
#include "panet/eval/evaluator.h"
#include "panet/segment/segmenter.h"

namespace panet::bench {
namespace {

constexpr std::size_t kEpisodes = 20;

// What the line of an engine and a precision is set against.
std::string compared_with(EngineKind engine, Precision precision) {
  if (engine == EngineKind::kLibTorch) return "";
  return precision == Precision::kInt8 ? "onednn bf16" : "libtorch " + text_of(precision);
}

void measure_by_onednn(const SuiteOptions& options, const OnLine& on_line) {
  measure_encoders(options, EngineKind::kOneDnn, on_line);
}

Segmenter segmenter_of(const std::string& architecture, const SuiteOptions& options,
                       const Refinement& refinement) {
  const int64_t size = size_for(options, architecture);
  return {random_model(architecture, size),
          {.input_size = size,
           .shape = PictureShape::kSquare,
           .compute = {.precision = parse_precision("auto", Device{})},
           .refinement = refinement}};
}

std::string description_of(const Segmenter& segmenter) {
  const auto refinement = text_of(segmenter.options().refinement);
  return fmt::format("{}, refine {}", text_of(segmenter.options().compute.precision), refinement);
}

std::vector<Support> some_support() {
  const NoisePictures pictures(1, kVocSize);
  auto mask = std::move(pictures.labels(0, kVocSize).masks.at(1));
  auto background = ~mask;
  std::vector<Support> supports;
  supports.push_back(
      {.class_name = "rectangle",
       .picture = pictures.picture(0),
       .annotation = {.foreground = std::move(mask), .background = std::move(background)},
       .source = "noise"});
  return supports;
}

// From a decoded picture to its labels and scores.
void measure_segmenting(const SuiteOptions& options, const OnLine& on_line) {
  const auto support = some_support();
  for (const auto& architecture : options.architectures)
    for (const auto& refinement : {kPaperAlone, Refinement{}}) {
      auto segmenter = segmenter_of(architecture, options, refinement);
      const auto prototypes = segmenter.learn(support);
      Measurement line = {.group = "segment",
                          .what = architecture + ", 500 x 375",
                          .how = description_of(segmenter)};
      measure(line, options.effort,
              [&] { segmenter.segment(support.front().picture, prototypes); });
      on_line(line);
    }
}

// Support and query from their pictures: nothing is reused.
void measure_episodes(const SuiteOptions& options, const OnLine& on_line) {
  if (!measures_vgg16(options)) return;
  const auto support = some_support();
  for (const auto& refinement : {kPaperAlone, Refinement{}}) {
    auto segmenter = segmenter_of("vgg16", options, refinement);
    Measurement line = {.group = "episode",
                        .what = kEpisode,
                        .how = description_of(segmenter),
                        .compared = kAsWritten};
    measure(line, options.effort,
            [&] { segmenter.segment(support.front().picture, segmenter.learn(support)); });
    on_line(line);
  }
}

// One episode after the other on pictures whose features are known, the metric included.
void measure_evaluation(const SuiteOptions& options, const OnLine& on_line) {
  const NoisePictures pictures(kPictures, kVocSize);
  for (const auto& architecture : options.architectures)
    for (const int shots : {1, 5})
      for (const auto& refinement : {kPaperAlone, Refinement{}}) {
        auto segmenter = segmenter_of(architecture, options, refinement);
        Evaluator evaluator(segmenter, pictures, {.cache_bytes = kRoomForAll});
        const auto episodes =
            EpisodeSampler(pictures, fold_of_all(1), {.shots = shots}).episodes(kEpisodes);
        Measurement line = {.group = "evaluation",
                            .what = fmt::format("{}, {}-shot, cached", architecture, shots),
                            .how = description_of(segmenter)};
        measure(line, options.effort, [&] {
          evaluator.evaluate(episodes, {}, [](const EpisodeOutcome&) { return true; });
        });
        line.milliseconds /= static_cast<double>(kEpisodes);
        on_line(line);
      }
}

}  // namespace

void measure_encoders(const SuiteOptions& options, EngineKind engine, const OnLine& on_line) {
  const bool is_onednn = engine == EngineKind::kOneDnn;
  for (const auto& architecture : options.architectures) {
    const int64_t size = size_for(options, architecture);
    const auto image = noise_image(size);
    const auto model = random_model(architecture, size);
    for (const auto precision : {Precision::kFloat32, Precision::kBFloat16, Precision::kInt8}) {
      if (!is_fast_on_cpu(precision) || (!is_onednn && precision == Precision::kInt8)) continue;
      Measurement line = {.group = "encoder",
                          .what = architecture,
                          .how = (is_onednn ? "onednn " : "libtorch ") + text_of(precision),
                          .compared = compared_with(engine, precision),
                          .gigaflop = gigaflop_of(model->graph, size),
                          .precision = precision,
                          .input_size = size};
      const auto encoder = make_engine(model, {.precision = precision, .engine = engine});
      measure(line, options.effort, [&] { encoder->encode(image); });
      on_line(line);
    }
  }
}

int64_t size_for(const SuiteOptions& options, const std::string& architecture) {
  const auto input = encoder_graph({.architecture = architecture}).input;
  return options.size == 0 ? input.default_size
                           : fitting_size(static_cast<double>(options.size), input);
}

bool measures_vgg16(const SuiteOptions& options) {
  return std::ranges::find(options.architectures, "vgg16") != options.architectures.end();
}

const std::vector<Group>& core_groups() {
  static const std::vector<Group> groups = {{"encoder", measure_by_onednn},
                                            {"segment", measure_segmenting},
                                            {"episode", measure_episodes},
                                            {"evaluation", measure_evaluation}};
  return groups;
}

void run_suite(const SuiteOptions& options, std::span<const Group> others, const OnLine& on_line) {
  const auto run = [&](const Group& group) {
    const auto& names = options.groups;
    if (names.empty() || std::ranges::find(names, group.name) != names.end())
      group.measure(options, on_line);
  };
  std::ranges::for_each(core_groups(), run);
  std::ranges::for_each(others, run);
}

}  // namespace panet::bench
