#include <fmt/format.h>

#include <cstdlib>
#include <exception>
#include <fstream>
#include <iostream>
#include <memory>

#include "app/commands.h"
#include "app/exit.h"
#include "app/inputs.h"
#include "app/interruption.h"
#include "app/max_pixels_argument.h"
#include "app/options.h"
#include "app/progress.h"
#include "app/segment_reports.h"
#include "app/streams.h"
#include "image/own_picture.h"
#include "image/picture_ending.h"
#include "panet/base/error.h"
#include "panet/segment/segment_job.h"
#include "segment/coco_results.h"
#include "segment/result_sheet.h"

namespace panet::app {
namespace {

struct SegmentOptions {
  ModelOptions model;
  SupportOptions support;
  std::string prototypes;
  OutputOptions output;
  std::string out, coco, sheet, list, shard, pieces;
  std::vector<std::string> pictures;
  bool resume = false, no_overlay = false, json = false;
  double absent_below = SegmenterOptions{}.absent_below;
};

void require_consistent(const SegmentOptions& options) {
  if (options.support.folder.empty() == options.prototypes.empty())
    throw UsageError("segment: say either --support DIR or --prototypes FILE");
  const bool annotations_named =
      options.support.shots || !options.support.labels.empty() || !options.support.boxes.empty();
  if (!options.prototypes.empty() && annotations_named)
    throw UsageError(
        "segment: --shots, --label and --box go with --support, not with --prototypes");
  if (!options.sheet.empty() && (options.no_overlay || !options.prototypes.empty()))
    throw UsageError(
        "segment: --sheet shows annotated pictures and overlays: it goes with --support, without "
        "--no-overlay");
  if (!options.pieces.empty() && options.coco.empty() && !options.json)
    throw UsageError(
        "segment: --pieces tells apart what --coco and --json list; say one of these as well");
  if (options.pictures.empty() && options.list.empty())
    throw UsageError("segment: name pictures, folders or globs, or --list FILE");
}

std::vector<ListedPicture> pictures_of(const SegmentOptions& options) {
  auto inputs = options.pictures;
  const auto append = [&inputs](std::istream& in) {
    const auto listed = read_path_list(in);
    inputs.insert(inputs.end(), listed.begin(), listed.end());
  };
  if (options.list == "-") {
    append(std::cin);
  } else if (!options.list.empty()) {
    std::ifstream file(options.list);
    if (!file) throw Error(fmt::format("{}: cannot read this list of pictures", options.list));
    append(file);
  }
  if (inputs.empty()) throw Error(fmt::format("{}: names no picture", options.list));
  return list_pictures(inputs);
}

Shard shard_of(const SegmentOptions& options) {
  if (!options.shard.empty()) return parse_shard(options.shard);
  const auto assigned =
      shard_of_environment([](const std::string& variable) -> std::optional<std::string> {
        const char* const value = std::getenv(variable.c_str());
        return value == nullptr ? std::nullopt : std::optional<std::string>(value);
      });
  return assigned.value_or(Shard{});
}

// Nothing is done where a file would be lost.
void require_free_outputs(const SegmentOptions& options, const std::vector<ListedPicture>& pictures,
                          const Prototypes& prototypes) {
  OutputPlan plan(options.output.overwrite);
  for (const auto& picture : pictures) plan.reads(picture.path);
  add_inputs(plan, options.model);
  plan.reads(options.prototypes);
  plan.reads(options.list);
  auto class_names = prototypes.class_names;
  if (options.prototypes.empty()) {
    add_inputs(plan, options.support);
    for (const auto& c : options.support.read_folder()) class_names.push_back(c.name);
  }
  plan.makes(options.output.folder);
  for (const auto& picture : pictures)
    for (const auto& file : output_files(options.output, picture, class_names))
      plan.writes(file, "--out");
  plan.writes(options.coco, "--coco");
  plan.writes(options.sheet, "--sheet");
  plan.check();
}

// How many pictures were done, and what went wrong with the others.
struct Outcome {
  std::size_t done = 0;
  std::vector<std::string> errors;

  void add(const PictureReport& report) {
    if (report.error.empty())
      ++done;
    else
      errors.push_back(report.error);
  }
};

void tell_failures(const Outcome& outcome) {
  if (outcome.errors.empty()) return;
  const auto failed = outcome.errors.size();
  tell("");
  tell(fmt::format("{} of {} picture(s) failed:", failed, outcome.done + failed));
  for (const auto& error : outcome.errors) tell("  " + error);
}

// A shard leaves out what failed here, and waits for all else.
void write_coco(const SegmentOptions& options, const std::vector<ListedPicture>& all,
                const PictureOutput& output, bool is_shard, std::size_t failed) {
  const auto most = is_shard ? failed : all.size();
  const auto missing = write_coco_results(options.coco, all, output, most);
  if (missing > most) {
    tell(fmt::format(
        "{}: not written yet: {} picture(s) of other shards are not done; the last shard writes "
        "it, or, where pictures failed in others, the same command with --resume and --shard 0/1",
        options.coco, missing - failed));
  } else if (missing > 0) {
    tell(fmt::format("{}: {} picture(s) that failed are not in it", options.coco, missing));
  }
}

// What is made of all results together.
void write_summaries(const SegmentOptions& options, const std::vector<ListedPicture>& all,
                     const Shard& shard, const PictureOutput& output, std::size_t failed) {
  if (!options.coco.empty()) write_coco(options, all, output, shard.count > 1, failed);
  if (options.sheet.empty()) return;
  const auto& support = options.support;
  write_own_picture(options.sheet, result_sheet(support.read_folder(), support.label_options(),
                                                share_of(all, shard), output));
}

// What `action` threw, to be thrown on when all else is told.
template <typename Action>
std::exception_ptr trouble_of(Action action) {
  try {
    action();
    return nullptr;
  } catch (...) {
    return std::current_exception();
  }
}

void run_job(Segmenter& segmenter, const Prototypes& prototypes, SegmentJob job,
             SegmentReports& reports, Outcome& outcome) {
  Progress progress("segmenting", job.pictures.size());
  job.on_picture = [&](const PictureReport& report) {
    reports.add(report);
    outcome.add(report);
    progress.advance();
  };
  job.stop = interrupted;
  catch_interruptions();
  segment_pictures(segmenter, prototypes, job);
}

void tell_rest(const Outcome& outcome, std::size_t pictures) {
  tell(fmt::format("{}{} of {} picture(s) done; the same command with --resume goes on",
                   interrupted() ? "interrupted: " : "", outcome.done, pictures));
}

void segment(SegmentOptions options) {
  require_consistent(options);
  const auto shard = shard_of(options);
  const auto all = pictures_of(options);
  const auto pictures = share_of(all, shard);
  options.output.folder = options.out;
  options.output.overlay = !options.no_overlay;
  if (!options.pieces.empty()) options.output.pieces = parse_least_piece(options.pieces);

  Prototypes prototypes;
  SegmenterOptions otherwise = {.absent_below = options.absent_below};
  if (!options.prototypes.empty()) {
    prototypes = load_prototypes(options.prototypes);
    otherwise.input_size = prototypes.input_size;
    otherwise.shape = prototypes.shape;
  }
  require_free_outputs(options, all, prototypes);
  auto segmenter = options.model.load(otherwise);
  if (!options.prototypes.empty()) {
    require_same_encoder(prototypes, segmenter.fingerprint(), options.prototypes);
  } else {
    prototypes = options.support.learn(segmenter);
  }

  const auto reports = options.json ? reports_as_json(options.output.pieces.has_value())
                                    : reports_as_table(pictures, prototypes.class_names);
  Outcome outcome;
  auto trouble = trouble_of([&] {
    run_job(segmenter, prototypes,
            {.pictures = pictures, .output = options.output, .resume = options.resume}, *reports,
            outcome);
  });
  const bool is_through = !trouble && !interrupted();
  if (is_through)
    trouble = trouble_of([&] {
      write_summaries(options, all, shard,
                      {options.output, prototypes,
                       job_fingerprint(prototypes, segmenter.options(), options.output.pieces)},
                      outcome.errors.size());
    });
  reports->finish();
  tell_failures(outcome);
  if (!is_through) tell_rest(outcome, pictures.size());
  if (trouble) std::rethrow_exception(trouble);
  if (!is_through) throw Exit{kInterrupted};
  if (!outcome.errors.empty()) throw Exit{kDataError};
}

void declare_outputs(CLI::App& command, SegmentOptions& options) {
  command
      .add_option("--out", options.out,
                  "folder for NAME.png (labels) and NAME.overlay.jpg; made where it is missing")
      ->required();
  command
      .add_option(
          "--absent-below", options.absent_below,
          "label no class in a picture where its presence is less, 0 to 1; about 95 % of the "
          "pictures that hold a class come up to 0.5, and 0 labels all")
      ->capture_default_str()
      ->check(CLI::Range(0.0, 1.0));
  command.add_flag("--no-overlay", options.no_overlay, "write no overlays");
  command.add_flag("--scores", options.output.scores,
                   "also write NAME.CLASS.score.png, 16 bit, 65535 being certain");
  command.add_option("--coco", options.coco, "also write one COCO json, masks as RLE");
  command
      .add_flag(
          "--pieces{0.001}", options.pieces,
          "each connected piece as an instance of its own in --coco and --json: from 0.1 % of "
          "the picture on, or with --pieces=LEAST from a share (0.01) or pixels (500) on")
      ->check(accepted_by(parse_least_piece));
  command
      .add_option(
          "--sheet", options.sheet,
          "also write a contact sheet (.jpg or .png): annotated pictures, then results; with "
          "--support and overlays")
      ->check(accepted_by(require_picture_ending));
  command.add_flag("--json", options.json, "print JSON in place of the table");
  declare_overwrite(command, options.output.overwrite);
}

void declare_pictures(CLI::App& command, SegmentOptions& options) {
  command.add_option("IMAGE", options.pictures, "pictures, folders of pictures, or globs");
  command.add_option("--list", options.list,
                     "file with one picture a line; - reads standard input");
  command
      .add_option("--shard", options.shard,
                  "I/N: only every N-th picture from the I-th on, I from 0 to N-1 "
                  "[what Slurm arrays and indexed Kubernetes jobs assign]")
      ->check(accepted_by(parse_shard));
  command.add_flag("--resume", options.resume,
                   "skip pictures whose files an equal run has written already");
}

}  // namespace

void add_segment_command(CLI::App& panet) {
  const auto options = std::make_shared<SegmentOptions>();
  auto* command =
      panet.add_subcommand("segment", "segment pictures, given annotated ones or saved prototypes");
  options->model.declare(*command);
  options->model.declare_shape(*command, fmt::format("what the prototypes were learned by, else {}",
                                                     text_of(SegmenterOptions{}.shape)));
  options->model.declare_refinement(*command);
  options->model.declare_tiles(*command);
  options->support.declare(*command);
  command->add_option("--prototypes", options->prototypes,
                      "what 'panet learn' saved, in place of --support");
  declare_outputs(*command, *options);
  declare_pictures(*command, *options);
  declare_max_pixels(*command);
  command->footer(R"(
The support folder has a folder per class: my_classes/cat/cat1.jpg with one annotation beside it:
  cat1.png (mask), cat1.scribble.png, cat1.box.txt or cat1.json (labelme).

Examples:
  panet segment --support my_classes --out masks photos/
  panet segment --support my_classes --shots 1 --model W.safetensors --scores --out masks 'photos/*.jpg'
  panet segment --support my_classes --absent-below 0.5 --out masks photos/
  panet segment --prototypes cats.safetensors --out masks --coco masks.json --list files.txt
  panet segment --prototypes cats.safetensors --out masks --shard 3/16 --resume photos/
  panet segment --prototypes birds.safetensors --out masks --tiles photos/      small things, large photographs
  panet segment --prototypes cars.safetensors --out masks --tiles=6 --coco cars.json --pieces=200 photos/)");
  command->callback([options] { segment(*options); });
}

}  // namespace panet::app
