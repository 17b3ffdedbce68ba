#include <fmt/format.h>
#include <fmt/ranges.h>

#include <memory>

#include "app/commands.h"
#include "app/inputs.h"
#include "app/max_pixels_argument.h"
#include "app/options.h"
#include "app/streams.h"

namespace panet::app {
namespace {

struct LearnOptions {
  ModelOptions model;
  SupportOptions support;
  std::string out;
  bool overwrite = false;
};

void learn(const LearnOptions& options) {
  OutputPlan plan(options.overwrite);
  add_inputs(plan, options.model);
  add_inputs(plan, options.support);
  plan.writes(options.out, "--out");
  plan.check();
  auto segmenter = options.model.load({});
  const auto prototypes = options.support.learn(segmenter);
  save_prototypes(options.out, prototypes);
  print_line(fmt::format("{}: {} class(es): {}", options.out, prototypes.ways(),
                         fmt::join(prototypes.class_names, ", ")));
}

}  // namespace

void add_learn_command(CLI::App& panet) {
  const auto options = std::make_shared<LearnOptions>();
  auto* command = panet.add_subcommand(
      "learn", "learn classes from annotated pictures and save their prototypes");
  options->model.declare(*command);
  options->model.declare_shape(*command, text_of(SegmenterOptions{}.shape));
  options->support.declare(*command);
  command->get_option("--support")->required();
  command->add_option("--out", options->out, "prototype file to write (.safetensors)")->required();
  declare_max_pixels(*command);
  declare_overwrite(*command, options->overwrite);
  command->footer(R"(
Learning takes a moment; the file is a few kilobytes and serves 'panet segment --prototypes' for as long as the
weights stay the same.

Examples:
  panet learn --support my_classes --out my_classes.safetensors
  panet learn --support voc_animals --label cat=8 --label dog=12 --out animals.safetensors)");
  command->callback([options] { learn(*options); });
}

}  // namespace panet::app
