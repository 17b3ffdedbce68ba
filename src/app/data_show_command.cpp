#include <fmt/format.h>

#include <memory>

#include "app/data_command.h"
#include "app/dataset_arguments.h"
#include "app/episode_arguments.h"
#include "app/inputs.h"
#include "app/progress.h"
#include "episode/episode_sheet.h"
#include "image/own_picture.h"
#include "image/picture_ending.h"
#include "panet/segment/segmenter.h"

namespace panet::app {
namespace {

struct ShowOptions {
  DatasetArguments data;
  EpisodeArguments episodes;
  std::string split, out;
  std::size_t count = 8;
  int64_t input_size = InputFormat{}.default_size;
  bool overwrite = false;
};

void show(const ShowOptions& options) {
  OutputPlan plan(options.overwrite);
  add_inputs(plan, options.data);
  plan.writes(options.out, "--out");
  plan.check();
  const auto data = open_for(options.episodes.protocol, options.data);
  const auto fold =
      options.split.empty() ? data.folds.front() : chosen_folds(options.split, data.folds).front();
  const EpisodeSampler sampler(*data.dataset, fold, options.episodes.options());
  std::vector<std::vector<Tile>> rows;
  Progress progress("drawing", options.count);
  for (const auto& episode : sampler.episodes(options.count)) {
    rows.push_back(
        episode_tiles(*data.dataset, episode, options.episodes.annotation(), options.input_size));
    progress.advance();
  }
  write_own_picture(options.out, contact_sheet(rows));
}

}  // namespace

void add_data_show_command(CLI::App& data) {
  const auto options = std::make_shared<ShowOptions>();
  auto* command = data.add_subcommand("show", "draw random episodes as one picture");
  options->data.declare(*command, "ROOT");
  options->episodes.declare(*command);
  command->add_option("--split", options->split, "whose classes are drawn [the first]");
  command->add_option("--episodes", options->count, "how many")
      ->capture_default_str()
      ->check(CLI::Range(1, 200));
  command
      ->add_option("--size", options->input_size,
                   "side in pixels to which masks are resized for the encoder")
      ->capture_default_str()
      ->check(CLI::Range(8, 4096));
  command->add_option("--out", options->out, "the picture to write (.jpg or .png)")
      ->required()
      ->check(accepted_by(require_picture_ending));
  declare_overwrite(*command, options->overwrite);
  command->footer(R"(
A row shows an episode: its supports with their annotations, then the query with the truth.

Examples:
  panet data show VOCdevkit/VOC2012 --split 2 --shots 2 --out episodes.jpg
  panet data show my_classes --annotation scribble --out episodes.png)");
  command->callback([options] { show(*options); });
}

}  // namespace panet::app
