#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/commands.h"
#include "app/dataset_arguments.h"
#include "app/episode_arguments.h"
#include "app/evaluation_report.h"
#include "app/exit.h"
#include "app/inputs.h"
#include "app/interruption.h"
#include "app/json_text.h"
#include "app/local_share.h"
#include "app/options.h"
#include "app/progress.h"
#include "app/streams.h"
#include "app/table.h"
#include "base/atomic_file.h"
#include "base/fingerprint.h"
#include "base/free_memory.h"
#include "base/parallel.h"
#include "episode/episode_runs.h"
#include "eval/agreement.h"
#include "panet/base/error.h"
#include "panet/eval/evaluation.h"
#include "panet/eval/peers.h"
#include "panet_revision.h"

namespace panet::app {
namespace {

struct EvalOptions {
  ModelOptions model;
  DatasetArguments data;
  std::string split = "all";
  std::vector<int> ways = {1}, shots = {1};
  std::vector<std::string> annotations = {"dense"};
  int runs = 5;
  std::string episodes = "1000", protocol = kPaperProtocol;
  uint64_t seed = 1234;
  int scribble_dilation = 0;
  double absent = 0;
  std::optional<double> cache_gb;
  int loader_threads = 1;
  std::string save_episodes, json;
  bool markdown = false, overwrite = false;
};

// --episodes is a number, or a file.
std::optional<std::size_t> episode_count(const EvalOptions& options) {
  const auto& text = options.episodes;
  if (text.empty() || text.find_first_not_of("0123456789") != std::string::npos)
    return std::nullopt;
  if (text.size() > 9 || std::stoul(text) == 0)
    throw UsageError(fmt::format("--episodes {}: from 1 to 999999999, or a file", text));
  return std::stoul(text);
}

std::vector<EpisodeSet> episodes_of(const EvalOptions& options, const OpenedDataset& data) {
  const auto count = episode_count(options);
  if (!count) return read_episodes(options.episodes, *data.dataset);
  return drawn_episodes(*data.dataset, chosen_folds(options.split, data.folds),
                        {.ways = options.ways,
                         .shots = options.shots,
                         .runs = options.runs,
                         .episodes = *count,
                         .seed = options.seed,
                         .draw = parse_protocol(options.protocol).draw,
                         .absent = options.absent});
}

// Episodes, and the model that they are for.
struct Part {
  Segmenter segmenter;
  std::string split;  // empty: any
  std::vector<EpisodeSet> sets;
};

constexpr std::string_view kSplitPlace = "{split}";

// One model for all episodes; where the name of --model has {split} in it, one for those of each
// split. All are loaded, so that none is found missing when others have been measured.
std::vector<Part> parts_of(const ModelOptions& options, std::vector<EpisodeSet> sets) {
  const auto load = [](const ModelOptions& one) {
    return one.load({.shape = PictureShape::kSquare});
  };
  std::vector<Part> parts;
  const auto place = options.weights.find(kSplitPlace);
  if (place == std::string::npos) {
    parts.push_back({.segmenter = load(options), .split = {}, .sets = std::move(sets)});
    return parts;
  }
  for (auto& set : sets) {
    auto part = std::find_if(parts.begin(), parts.end(),
                             [&](const Part& known) { return known.split == set.split; });
    if (part == parts.end()) {
      auto named = options;
      named.weights.replace(place, kSplitPlace.size(), set.split);
      part = parts.insert(part, {.segmenter = load(named), .split = set.split, .sets = {}});
    }
    part->sets.push_back(std::move(set));
  }
  return parts;
}

std::vector<SupportAnnotationOptions> annotations_of(const EvalOptions& options) {
  std::vector<SupportAnnotationOptions> annotations;
  for (const auto& text : options.annotations)
    annotations.push_back({.kind = parse_support_annotation(text),
                           .scribble = {.dilation = options.scribble_dilation},
                           .seed = options.seed});
  return annotations;
}

std::size_t cache_bytes(const EvalOptions& options, const Peers& peers) {
  constexpr double kGigabyte = 1e9;
  return options.cache_gb ? static_cast<std::size_t>(*options.cache_gb * kGigabyte)
                          : free_memory() / 2 / static_cast<std::size_t>(peers.local_size());
}

void add(Fingerprint& fingerprint, const std::vector<std::size_t>& pictures) {
  for (const std::size_t picture : pictures) fingerprint.add(static_cast<int64_t>(picture));
}

// All that the figures depend on, apart from what is in the pictures.
std::string fingerprint_of(const EvalOptions& options, const Segmenter& segmenter,
                           const Dataset& dataset, const std::vector<EpisodeSet>& sets) {
  Fingerprint fingerprint;
  for (const auto& annotation : options.annotations) fingerprint.add(annotation);
  fingerprint.add(options.scribble_dilation).add(static_cast<int64_t>(options.seed));
  fingerprint.add(segmenter.fingerprint()).add(segmenter.options().input_size);
  fingerprint.add(text_of(segmenter.options().shape));
  fingerprint.add(text_of(segmenter.options().refinement));
  for (const auto& name : dataset.picture_names()) fingerprint.add(name);
  for (const auto& set : sets)
    for (const auto& episode : set.episodes) {
      for (const int id : episode.classes) fingerprint.add(id);
      for (const auto& shots : episode.support) add(fingerprint, shots);
      add(fingerprint, episode.queries);
    }
  return fingerprint.hexadecimal();
}

std::vector<SettingResult> evaluated(const EvalOptions& options, Part& part, const Dataset& dataset,
                                     Peers& peers) {
  auto& [segmenter, split, sets] = part;
  require_same(peers, "weights, pictures or episodes",
               fingerprint_of(options, segmenter, dataset, sets));
  Evaluator evaluator(segmenter, dataset,
                      {.cache_bytes = cache_bytes(options, peers),
                       .loader_threads = options.loader_threads,
                       .presence = has_absent_queries(dataset, sets)});
  Progress progress("evaluating");
  catch_interruptions();
  const auto show = [&](const EvaluationProgress& now) {
    const auto& setting = now.setting;
    progress.note(fmt::format("split {} {}-way {}-shot {} run {}: mean IoU {:.1f}", setting.split,
                              setting.ways, setting.shots, text_of(setting.annotation), now.run,
                              100 * now.metric.mean_iou().value_or(0)));
    progress.update(now.episodes_done, now.episodes_total);
  };
  return evaluate(evaluator, sets, annotations_of(options), peers,
                  [&](const EvaluationProgress& now) {
                    if (peers.rank() == 0) show(now);
                    return !interrupted();
                  });
}

nlohmann::ordered_json config_of(const EvalOptions& options, const Segmenter& segmenter,
                                 const Dataset& dataset) {
  const auto& compute = segmenter.options().compute;
  nlohmann::ordered_json config = {{"dataset", text_of(options.data.dataset_kind())},
                                   {"root", options.data.root},
                                   {"image_set", dataset.image_set()},
                                   {"folds", options.data.fold_order},
                                   {"split", options.split},
                                   {"annotation", options.annotations},
                                   {"scribble_dilation", options.scribble_dilation},
                                   {"seed", options.seed},
                                   {"input_size", segmenter.options().input_size},
                                   {"shape", text_of(segmenter.options().shape)},
                                   {"refine", text_of(segmenter.options().refinement)},
                                   {"device", options.model.compute.device},
                                   {"engine", options.model.engine},
                                   {"precision", text_of(compute.precision)},
                                   {"threads", thread_count()}};
  if (const auto count = episode_count(options)) {
    config["ways"] = options.ways;
    config["shots"] = options.shots;
    config["runs"] = options.runs;
    config["episodes"] = *count;
    config["protocol"] = options.protocol;
    config["absent"] = options.absent;
  } else {
    config["episodes"] = options.episodes;
  }
  return config;
}

// Where it was interrupted, here or elsewhere, the last setting begun is not whole.
bool is_complete(const std::vector<SettingResult>& results) {
  return results.empty() || results.back().is_whole;
}

// Several models have their fingerprints by split.
nlohmann::ordered_json weights_of(const EvalOptions& options, const std::vector<Part>& parts) {
  const auto& first = parts.front().segmenter;
  nlohmann::ordered_json fingerprint = first.fingerprint();
  if (!parts.front().split.empty()) {
    fingerprint = nlohmann::ordered_json::object();
    for (const auto& part : parts) fingerprint[part.split] = part.segmenter.fingerprint();
  }
  return {{"file", options.model.weights},
          {"fingerprint", fingerprint},
          {"architecture", first.model()->graph.options.architecture},
          {"parameters", parameter_count(first.model()->graph)}};
}

void write_json(const EvalOptions& options, const std::vector<Part>& parts, const Dataset& dataset,
                const std::vector<SettingResult>& results) {
  const nlohmann::ordered_json report = {
      {"panet", {{"version", PANET_VERSION}}},
      {"results", json_of(results, dataset)},
      {"complete", is_complete(results)},
      {"config", config_of(options, parts.front().segmenter, dataset)},
      {"revision", PANET_REVISION},
      {"weights", weights_of(options, parts)}};
  if (options.json == "-") {
    print(json_text(report));
  } else {
    write_atomically(options.json,
                     report.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
  }
}

void print_report(const EvalOptions& options, const Segmenter& segmenter,
                  const std::vector<SettingResult>& results) {
  const auto rows = table_of(results);
  print(options.markdown ? markdown_table(rows) : table(rows));
  std::size_t runs = 0;
  for (const auto& result : results) runs = std::max(runs, result.runs.size());
  print(fmt::format(
      "\nmean IoU and binary IoU in percent, mean ± deviation over {} run(s); {}, {:.2f} M "
      "parameters; --refine {}{}{}{}\n",
      runs, segmenter.model()->graph.options.architecture,
      static_cast<double>(parameter_count(segmenter.model()->graph)) / 1e6,
      text_of(segmenter.options().refinement),
      segmenter.options().shape == PictureShape::kSquare ? "" : "; --shape own",
      options.protocol == kPaperProtocol ? "" : "; --protocol " + options.protocol,
      options.absent > 0
          ? fmt::format("; --absent {}, AUROC and falsely found in percent", options.absent)
          : ""));
}

void require_consistent(const EvalOptions& options, const CLI::App& command) {
  if (episode_count(options)) return;
  for (const auto* name : {"--split", "--ways", "--shots", "--runs", "--protocol", "--absent"})
    if (command.count(name) > 0)
      throw UsageError(fmt::format("eval: {} is said by the episode file {}; leave it out", name,
                                   options.episodes));
}

void report(const EvalOptions& options, const std::vector<Part>& parts, const Dataset& dataset,
            const std::vector<SettingResult>& results) {
  if (!options.json.empty()) write_json(options, parts, dataset, results);
  if (options.json != "-") print_report(options, parts.front().segmenter, results);
  if (!is_complete(results))
    tell("interrupted: only runs that were through are in the figures above");
}

// The part that all do together; rank 0 speaks for all. → whether it was complete.
bool eval_with(Peers& peers, int gpus, const EvalOptions& options) {
  ModelOptions model = options.model;
  model.compute.device = device_of(model.compute.device, peers.size(), peers.local_rank(), gpus);
  model.compute.threads = threads_of(model.compute.threads, peers);
  const auto data = open_for(options.protocol, options.data);
  auto sets = episodes_of(options, data);
  if (peers.rank() == 0 && !options.save_episodes.empty())
    write_episodes(options.save_episodes, sets, *data.dataset);
  auto parts = parts_of(model, std::move(sets));
  std::vector<SettingResult> results;
  for (auto& part : parts) {
    for (auto& result : evaluated(options, part, *data.dataset, peers))
      results.push_back(std::move(result));
    if (!is_complete(results)) break;
  }
  if (peers.rank() == 0) report(options, parts, *data.dataset, results);
  return is_complete(results);
}

// All part in peace before an interruption is told, which is no error of one of them.
bool eval_with_peers(const EvalOptions& options, const Extensions& extensions) {
  const auto peers = extensions.peers();
  return eval_with(*peers, extensions.gpu_count(), options);
}

void add_models(OutputPlan& plan, const ModelOptions& model) {
  add_inputs(plan, model);
  const auto place = model.weights.find(kSplitPlace);
  if (place == std::string::npos) return;
  for (const auto* split : {"1", "2", "3", "4", "all"}) {  // as folds are named
    auto weights = model.weights;
    plan.reads(weights.replace(place, kSplitPlace.size(), split));
  }
}

void require_free_outputs(const EvalOptions& options) {
  OutputPlan plan(options.overwrite);
  add_models(plan, options.model);
  add_inputs(plan, options.data);
  if (!episode_count(options)) plan.reads(options.episodes);
  plan.writes(options.save_episodes, "--save-episodes");
  if (options.json != "-") plan.writes(options.json, "--json");
  plan.check();
}

void eval(const EvalOptions& options, const CLI::App& command, const Extensions& extensions) {
  require_consistent(options, command);
  require_free_outputs(options);
  if (!eval_with_peers(options, extensions)) throw Exit{kInterrupted};
}

void declare_episodes(CLI::App& command, EvalOptions& options) {
  command.add_option("--split", options.split, "1 to 4, several as 1,3, or all")
      ->capture_default_str();
  command.add_option("--ways", options.ways, "classes of an episode; several as 1,2")
      ->delimiter(',')
      ->check(CLI::Range(1, 254));
  command.add_option("--shots", options.shots, "annotated pictures of each class; several as 1,5")
      ->delimiter(',')
      ->check(CLI::Range(1, 100000));
  command
      .add_option("--annotation", options.annotations,
                  "of the supports: dense, scribble or box; several as dense,box")
      ->delimiter(',')
      ->check(accepted_by(parse_support_annotation));
  command
      .add_option("--scribble-dilation", options.scribble_dilation,
                  "pixels by which drawn scribbles grow")
      ->check(CLI::Range(0, 100));
  command.add_option("--runs", options.runs, "runs, with the seeds SEED, SEED + 1, ...")
      ->capture_default_str()
      ->check(CLI::Range(1, 10000));
  command
      .add_option("--episodes", options.episodes,
                  "episodes of a run, or a file of episodes that --save-episodes wrote")
      ->capture_default_str();
  declare_protocol(command, options.protocol);
  command
      .add_option("--absent", options.absent,
                  "share of the queries for which pictures without the classes are drawn, to "
                  "measure how well they are told apart")
      ->capture_default_str()
      ->check(CLI::Range(0.0, 1.0));
  command.add_option("--seed", options.seed, "of the episodes and the drawn scribbles")
      ->capture_default_str();
  command.add_option("--save-episodes", options.save_episodes,
                     "write the episodes as JSON lines, for comparing other programs");
}

}  // namespace

void add_eval_command(CLI::App& panet, const Extensions& extensions) {
  const auto options = std::make_shared<EvalOptions>();
  auto* command = panet.add_subcommand("eval", "measure mean IoU and binary IoU as the paper does");
  options->model.declare(*command);
  options->model.declare_shape(*command, "square");
  options->model.declare_refinement(*command);
  options->data.declare(*command);
  declare_episodes(*command, *options);
  command
      ->add_option("--cache-gb", options->cache_gb,
                   "memory for features; 0 encodes anew each time [half of what is free]")
      ->check(CLI::Range(0.0, 1e6));
  command
      ->add_option("--loader-threads", options->loader_threads,
                   "threads that read and resize ahead; results do not depend on it")
      ->capture_default_str()
      ->check(CLI::Range(1, 256));
  command->add_flag("--markdown", options->markdown, "print the table as markdown");
  command->add_option("--json", options->json,
                      "also write everything as JSON to this file; - prints it in place of the "
                      "table");
  declare_overwrite(*command, options->overwrite);
  command->footer(R"(
Splits are the paper's: VOC's classes 1-5, 6-10, 11-15, 16-20; COCO's as --folds says; fss and
folder data sets have one of all their classes. A class counts in an episode only where the query
holds it, as in the authors' code. Where the name of --model has {split} in it, each split is measured
with a model of its own.

Started several times by torchrun, srun or mpirun, the processes share the episodes; the first of
them prints and writes what one alone would.

Examples:
  panet eval --model W.safetensors --root VOCdevkit/VOC2012 --shots 1,5 --json table1.json
  panet eval --model W.safetensors --root VOC2012 --split 1 --annotation dense,scribble,box
  panet eval --model 'runs/{split}/model.safetensors' --root VOC2012 --shots 1,5
  panet eval --model W.safetensors --root VOC2012 --shots 1,5 --protocol pfenet
  panet eval --model W.safetensors --root VOC2012 --shots 1,5 --absent 0.5
  panet eval --model W.safetensors --dataset coco --root COCO --image-set val2014 --ways 2
  panet eval --dataset folder --root my_classes --runs 1 --episodes 200
  panet eval --model W.safetensors --root VOC2012 --save-episodes e.jsonl
  panet eval --model other.safetensors --root VOC2012 --episodes e.jsonl
  srun -n 8 panet eval --model W.safetensors --root VOC2012 --device cuda)");
  command->callback([options, command, &extensions] { eval(*options, *command, extensions); });
}

}  // namespace panet::app
