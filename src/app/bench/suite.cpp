#include "app/bench/suite.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/bench/noise_pictures.h"
#include "app/bench/paper_formulas.h"
#include "app/bench/random_model.h"
#include "panet/engine/availability.h"
#include "panet/eval/evaluator.h"
#include "panet/model/encoder_graph.h"
#include "panet/segment/segmenter.h"
#include "panet/train/trainer.h"

namespace panet::bench {
namespace {

constexpr PictureSize kVocSize = {375, 500};
constexpr std::size_t kPictures = 6;
constexpr std::size_t kEpisodes = 20;
constexpr std::size_t kRoomForAll = std::size_t{1} << 30;
constexpr const char* kAsWritten = "as written, f32";

using OnLine = std::function<void(const Measurement&)>;

struct EngineAndPrecision {
  EngineKind engine;
  torch::ScalarType precision;

  std::string name() const {
    return (engine == EngineKind::kOneDnn ? "onednn " : "libtorch ") + name_of(precision);
  }
};

torch::Tensor some_image(int64_t size) {
  return torch::randn({1, 3, size, size});
}

// Multiplications and additions of all convolutions for one image.
double gigaflop_of(const Model& model, int64_t size) {
  const torch::NoGradGuard no_grad;
  const auto graph = dynamic_cast<const GraphEncoder&>(*model.encoder).graph(OutputStride::k8);
  std::vector<int64_t> sides = {size};
  double operations = 0;
  for (const auto& step : graph) {
    sides.push_back((sides[step.input] - 1) / step.spacing.stride + 1);
    if (!step.is_pool())
      operations += 2.0 * static_cast<double>(step.convolution->weight().numel()) *
                    static_cast<double>(sides.back() * sides.back());
  }
  return operations / 1e9;
}

void measure_encoders(const SuiteOptions& options, const OnLine& on_line) {
  const torch::NoGradGuard no_grad;
  const std::vector<EngineAndPrecision> ways = {{EngineKind::kLibTorch, torch::kFloat32},
                                                {EngineKind::kOneDnn, torch::kFloat32},
                                                {EngineKind::kLibTorch, torch::kBFloat16},
                                                {EngineKind::kOneDnn, torch::kBFloat16},
                                                {EngineKind::kOneDnn, torch::kInt8}};
  for (const auto& architecture : options.architectures) {
    const auto image = some_image(options.size);
    for (const auto& way : ways) {
      if (way.engine == EngineKind::kOneDnn && !is_fast_on_cpu(way.precision)) continue;
      const auto model = random_model(architecture, options.size);
      Measurement line = {.group = "encoder",
                          .what = architecture,
                          .how = way.name(),
                          .gigaflop = gigaflop_of(model, options.size),
                          .precision = way.precision};
      if (way.precision == torch::kInt8) {
        line.compared = "onednn bf16";
      } else if (way.engine == EngineKind::kOneDnn) {
        line.compared = "libtorch " + name_of(way.precision);
      }
      const auto engine = make_engine(model, {.precision = way.precision, .engine = way.engine});
      measure(line, options.effort, [&] { engine->encode(image); });
      on_line(line);
    }
  }
}

Segmenter segmenter_of(const std::string& architecture, const SuiteOptions& options,
                       const Refinement& refinement) {
  return {random_model(architecture, options.size),
          {.input_size = options.size,
           .compute = {.precision = parse_precision("auto", torch::kCPU)},
           .refinement = refinement}};
}

std::string description_of(const Segmenter& segmenter) {
  const auto refinement = text_of(segmenter.options().refinement);
  return fmt::format("{}, refine {}", name_of(segmenter.options().compute.precision), refinement);
}

Support some_support() {
  const NoisePictures pictures(1, kVocSize);
  const auto mask = pictures.labels(0, kVocSize).masks.at(1);
  return {.class_name = "rectangle",
          .picture = pictures.picture(0),
          .annotation = {.foreground = mask, .background = 1 - mask},
          .source = "noise"};
}

// From a decoded picture to its labels and scores.
void measure_segmenting(const SuiteOptions& options, const OnLine& on_line) {
  const auto support = some_support();
  for (const auto& architecture : options.architectures)
    for (const auto& refinement : {kPaperAlone, Refinement{}}) {
      const auto segmenter = segmenter_of(architecture, options, refinement);
      const auto prototypes = segmenter.learn({support});
      Measurement line = {.group = "segment",
                          .what = architecture + ", 500 x 375",
                          .how = description_of(segmenter)};
      measure(line, options.effort, [&] { segmenter.segment(support.picture, prototypes); });
      on_line(line);
    }
}

TrainingEpisode some_episode(int64_t size) {
  auto mask = torch::zeros({1, 1, size, size}, torch::kUInt8);
  mask.slice(2, size / 4, size / 2).slice(3, size / 4, size / 2) = 1;
  return {.images = torch::randn({2, 3, size, size}),
          .foreground = mask,
          .background = 1 - mask,
          .labels = mask[0]};
}

// Support and query from their pictures: nothing is reused.
void measure_episodes(const SuiteOptions& options, const OnLine& on_line) {
  if (std::find(options.architectures.begin(), options.architectures.end(), "vgg16") ==
      options.architectures.end())
    return;
  const std::string what = "vgg16, 1-way 1-shot";
  Measurement written = {.group = "episode", .what = what, .how = kAsWritten};
  const PaperFormulas paper;
  const auto episode = some_episode(options.size);
  measure(written, options.effort, [&] { paper.segment(episode); });
  on_line(written);

  const auto support = some_support();
  for (const auto& refinement : {kPaperAlone, Refinement{}}) {
    const auto segmenter = segmenter_of("vgg16", options, refinement);
    Measurement line = {
        .group = "episode", .what = what, .how = description_of(segmenter), .compared = kAsWritten};
    measure(line, options.effort,
            [&] { segmenter.segment(support.picture, segmenter.learn({support})); });
    on_line(line);
  }
}

// One episode after the other on pictures whose features are known, the metric included.
void measure_evaluation(const SuiteOptions& options, const OnLine& on_line) {
  const NoisePictures pictures(kPictures, kVocSize);
  for (const auto& architecture : options.architectures)
    for (const int shots : {1, 5})
      for (const auto& refinement : {kPaperAlone, Refinement{}}) {
        const auto segmenter = segmenter_of(architecture, options, refinement);
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

// Forward, loss, backward and update for one 1-way 1-shot episode.
void measure_training(const SuiteOptions& options, const OnLine& on_line) {
  TrainingConfig config;
  config.model.size = options.size;
  for (const auto& architecture : options.architectures) {
    config.model.encoder = architecture;
    const std::string what = architecture + ", 1-way 1-shot";
    const bool is_the_papers = architecture == "vgg16";
    if (is_the_papers) {
      Measurement written = {.group = "training step", .what = what, .how = kAsWritten};
      PaperFormulas paper;
      const auto episode = some_episode(options.size);
      measure(written, options.effort, [&] { paper.train(episode); });
      on_line(written);
    }
    for (const auto precision : {torch::kFloat32, torch::kBFloat16}) {
      if (precision == torch::kBFloat16 && !cpu_has_bfloat16()) continue;
      const TrainingData data = {.dataset = std::make_unique<NoisePictures>(kPictures, kVocSize),
                                 .folds = {fold_of_all(1)},
                                 .fingerprint = "noise"};
      Ranks alone;
      Trainer trainer(config, data,
                      {.compute = {.precision = precision}, .cache_bytes = kRoomForAll}, alone);
      const auto model = random_model(architecture, options.size);
      Measurement line = {.group = "training step",
                          .what = what,
                          .how = name_of(precision),
                          .compared = is_the_papers ? kAsWritten : "",
                          // Forward, and backward to inputs and to weights, for two pictures.
                          .gigaflop = 3 * 2 * gigaflop_of(model, options.size),
                          .precision = precision};
      measure(line, options.effort, [&] { trainer.step([] { return false; }); });
      on_line(line);
    }
  }
}

using Group = std::function<void(const SuiteOptions&, const OnLine&)>;

const std::vector<std::pair<std::string, Group>>& all_groups() {
  static const std::vector<std::pair<std::string, Group>> groups = {
      {"encoder", measure_encoders},
      {"segment", measure_segmenting},
      {"episode", measure_episodes},
      {"evaluation", measure_evaluation},
      {"training", measure_training}};
  return groups;
}

}  // namespace

const std::vector<std::string>& group_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (const auto& [name, group] : all_groups()) all.push_back(name);
    return all;
  }();
  return names;
}

void run_suite(const SuiteOptions& options, const OnLine& on_line) {
  for (const auto& [name, group] : all_groups())
    if (std::find(options.groups.begin(), options.groups.end(), name) != options.groups.end())
      group(options, on_line);
}

}  // namespace panet::bench
