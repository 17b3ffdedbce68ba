#include <fmt/format.h>
#include <fmt/ranges.h>

#include <memory>

#include "app/commands.h"
#include "app/dataset_arguments.h"
#include "app/episode_arguments.h"
#include "app/exit.h"
#include "app/inputs.h"
#include "app/interruption.h"
#include "app/options.h"
#include "app/progress.h"
#include "app/streams.h"
#include "app/table.h"
#include "base/free_memory.h"
#include "image/own_picture.h"
#include "image/picture_ending.h"
#include "panet/eval/figure.h"

namespace panet::app {
namespace {

struct FigureOptions {
  ModelOptions model;
  DatasetArguments data;
  EpisodeArguments episodes;
  std::string split, out;
  std::size_t count = 200, rows = 3;
  bool overwrite = false;
};

std::vector<EpisodeOutcome> outcomes_of(Evaluator& evaluator, const std::vector<Episode>& episodes,
                                        const SupportAnnotationOptions& annotation) {
  std::vector<EpisodeOutcome> outcomes;
  Progress progress("evaluating", episodes.size());
  catch_interruptions();
  evaluator.evaluate(episodes, annotation, [&](const EpisodeOutcome& outcome) {
    outcomes.push_back(outcome);
    progress.advance();
    return !interrupted();
  });
  return outcomes;
}

void print_rows(const Dataset& dataset, const std::vector<Episode>& episodes,
                const std::vector<RankedEpisode>& ranked) {
  std::vector<std::vector<std::string>> rows = {{"rank", "episode", "IoU %", "classes", "query"}};
  for (const auto& [index, iou, rank] : ranked) {
    std::vector<std::string> classes;
    for (const int id : episodes[index].classes) classes.push_back(dataset.class_of(id).name);
    rows.push_back({rank, std::to_string(index), fmt::format("{:.1f}", 100 * iou),
                    fmt::format("{}", fmt::join(classes, " ")),
                    dataset.picture_names()[episodes[index].queries[0]]});
  }
  print(table(rows));
}

void require_free_output(const FigureOptions& options) {
  OutputPlan plan(options.overwrite);
  add_inputs(plan, options.model);
  add_inputs(plan, options.data);
  plan.writes(options.out, "--out");
  plan.check();
}

void draw(const FigureOptions& options) {
  require_free_output(options);
  auto segmenter = options.model.load({.shape = PictureShape::kSquare});
  const auto data = open_for(options.episodes.protocol, options.data);
  const auto fold =
      options.split.empty() ? data.folds.front() : chosen_folds(options.split, data.folds).front();
  const auto episodes =
      EpisodeSampler(*data.dataset, fold, options.episodes.options()).episodes(options.count);
  const auto annotation = options.episodes.annotation();
  Evaluator evaluator(segmenter, *data.dataset, {.cache_bytes = free_memory() / 2});
  const auto outcomes = outcomes_of(evaluator, episodes, annotation);
  if (interrupted()) throw Exit{kInterrupted};
  const auto ranked = ranked_episodes(outcomes, options.rows);
  write_own_picture(options.out, figure(evaluator, *data.dataset, episodes, ranked, annotation,
                                        segmenter.options().input_size));
  print_rows(*data.dataset, episodes, ranked);
}

}  // namespace

void add_figure_command(CLI::App& panet) {
  const auto options = std::make_shared<FigureOptions>();
  auto* command = panet.add_subcommand(
      "figure", "draw the best, the median and the worst episodes of a run, to see where it fails");
  options->model.declare(*command);
  options->model.declare_shape(*command, "square");
  options->model.declare_refinement(*command);
  options->data.declare(*command);
  options->episodes.declare(*command);
  command->add_option("--split", options->split, "whose classes are drawn [the first]");
  command->add_option("--episodes", options->count, "episodes to choose from")
      ->capture_default_str()
      ->check(CLI::Range(1, 1000000));
  command->add_option("--rows", options->rows, "episodes of each rank")
      ->capture_default_str()
      ->check(CLI::Range(1, 100));
  command->add_option("--out", options->out, "the picture to write (.jpg or .png)")
      ->required()
      ->check(accepted_by(require_picture_ending));
  declare_overwrite(*command, options->overwrite);
  command->footer(R"(
A row shows an episode: its supports with their annotations, the query with the truth, and with the
prediction.

Examples:
  panet figure --model W.safetensors --root VOC2012 --split 2 --out figure3.jpg
  panet figure --model W.safetensors --root VOC2012 --shots 5 --annotation scribble --out weak.png)");
  command->callback([options] { draw(*options); });
}

}  // namespace panet::app
