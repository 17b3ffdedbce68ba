#include "app/torch/torch_suite.h"

#include <memory>

#include "app/bench/noise_pictures.h"
#include "app/torch/paper_formulas.h"
#include "train/trainer.h"

namespace panet::bench {
namespace {

void measure_by_libtorch(const SuiteOptions& options, const OnLine& on_line) {
  measure_encoders(options, EngineKind::kLibTorch, on_line);
}

TrainingEpisode some_episode(int64_t size) {
  auto mask = torch::zeros({1, 1, size, size}, torch::kUInt8);
  mask.slice(2, size / 4, size / 2).slice(3, size / 4, size / 2) = 1;
  return {.images = torch::randn({2, 3, size, size}),
          .foreground = mask,
          .background = 1 - mask,
          .labels = mask[0]};
}

void measure_written_episode(const SuiteOptions& options, const OnLine& on_line) {
  if (!measures_vgg16(options)) return;
  Measurement line = {.group = "episode", .what = kEpisode, .how = kAsWritten};
  const PaperFormulas paper;
  const auto episode = some_episode(size_for(options, "vgg16"));
  measure(line, options.effort, [&] { paper.segment(episode); });
  on_line(line);
}

void measure_written_training(const SuiteOptions& options, const OnLine& on_line) {
  if (!measures_vgg16(options)) return;
  Measurement line = {.group = "training step", .what = kEpisode, .how = kAsWritten};
  PaperFormulas paper;
  const auto episode = some_episode(size_for(options, "vgg16"));
  measure(line, options.effort, [&] { paper.train(episode); });
  on_line(line);
}

// Forward, loss, backward and update for one 1-way 1-shot episode.
void measure_training(const SuiteOptions& options, const OnLine& on_line,
                      const std::string& architecture, Precision precision) {
  TrainingConfig config;
  config.model.size = size_for(options, architecture);
  config.model.encoder = architecture;
  const TrainingData data = {.dataset = std::make_unique<NoisePictures>(kPictures, kVocSize),
                             .folds = {fold_of_all(1)},
                             .fingerprint = "noise"};
  Ranks alone;
  Trainer trainer(config, data, {.compute = {.precision = precision}, .cache_bytes = kRoomForAll},
                  alone);
  const auto graph = encoder_graph({.architecture = architecture});
  Measurement line = {.group = "training step",
                      .what = architecture + ", 1-way 1-shot",
                      .how = text_of(precision),
                      .compared = architecture == "vgg16" ? kAsWritten : "",
                      // Forward, and backward to inputs and to weights, for two pictures.
                      .gigaflop = 3 * 2 * gigaflop_of(graph, config.model.size),
                      .precision = precision};
  measure(line, options.effort, [&] { trainer.step([] { return false; }); });
  on_line(line);
}

void measure_trainings(const SuiteOptions& options, const OnLine& on_line) {
  measure_written_training(options, on_line);
  for (const auto& architecture : options.architectures) {
    measure_training(options, on_line, architecture, Precision::kFloat32);
    if (cpu_has_bfloat16()) measure_training(options, on_line, architecture, Precision::kBFloat16);
  }
}

}  // namespace

std::vector<Group> torch_groups() {
  return {{"encoder", measure_by_libtorch},
          {"episode", measure_written_episode},
          {"training", measure_trainings}};
}

}  // namespace panet::bench
