#include "app/options.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <charconv>
#include <thread>

#include "app/exit.h"
#include "app/progress.h"
#include "base/parallel.h"
#include "base/split.h"
#include "panet/base/error.h"
#include "panet/segment/support_stream.h"
#include "segment/tiles.h"

namespace panet::app {
namespace {

template <typename Number>
std::optional<Number> number_in(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// "cat/cat1.jpg=10,20,200,180"
std::pair<std::string, Box> parse_box(const std::string& text) {
  const auto usage = [&text] {
    return UsageError(
        fmt::format("--box {}: say --box CLASS/PICTURE=x1,y1,x2,y2 in pixels, as --box "
                    "cat/cat1.jpg=10,20,200,180",
                    text));
  };
  const auto equals = text.rfind('=');
  if (equals == std::string::npos || equals == 0) throw usage();
  std::vector<double> corners;
  for (const auto& part : split(text.substr(equals + 1), ',')) {
    const auto number = number_in<double>(part);
    if (!number) throw usage();
    corners.push_back(*number);
  }
  if (corners.size() != 4) throw usage();
  return {text.substr(0, equals),
          Box{.x1 = corners[0], .y1 = corners[1], .x2 = corners[2], .y2 = corners[3]}};
}

std::size_t count_pictures(const std::vector<SupportClass>& classes) {
  std::size_t count = 0;
  for (const auto& c : classes) count += c.pictures.size();
  return count;
}

// The label of one class, or of all, may be said once.
void expect_first(bool is_first, const std::string& text) {
  if (!is_first)
    throw UsageError(fmt::format("--label {}: another one is given for the same", text));
}

}  // namespace

LabelOptions parse_labels(const std::vector<std::string>& texts) {
  LabelOptions labels;
  for (const auto& text : texts) {
    const auto equals = text.rfind('=');
    const auto number =
        number_in<int>(equals == std::string::npos ? text : text.substr(equals + 1));
    if (!number || *number < 0 || *number > 255)
      throw UsageError(
          fmt::format("--label {}: say --label N or --label CLASS=N, N from 0 to 255", text));
    if (equals == std::string::npos) {
      expect_first(!labels.all, text);
      labels.all = number;
    } else {
      expect_first(labels.by_class.emplace(text.substr(0, equals), *number).second, text);
    }
  }
  return labels;
}

std::optional<StridePlacement> parse_stride(const std::string& text) {
  if (text.empty()) return std::nullopt;
  return text == "1x1" ? StridePlacement::kFirst1x1 : StridePlacement::k3x3;
}

void ComputeArguments::declare(CLI::App& command, const std::vector<std::string>& precisions) {
  command.add_option("--device", device, "cpu, cuda or cuda:N")
      ->capture_default_str()
      ->check(accepted_by(parse_device));
  command
      .add_option("--precision", precision,
                  fmt::format("{}; auto: bf16 where the hardware has it, else f32",
                              fmt::join(precisions, ", ")))
      ->capture_default_str()
      ->check(CLI::IsMember(precisions));
  command.add_option("--threads", threads, "threads of the encoder; 0: one for each core")
      ->capture_default_str()
      ->check(CLI::Range(0, 4096));
}

ComputeOptions ComputeArguments::options() const {
  const int cores = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  set_thread_count(threads > 0 ? threads : cores);
  const auto parsed = parse_device(device);
  return {.device = parsed, .precision = parse_precision(precision, parsed)};
}

void ModelOptions::declare(CLI::App& command) {
  command
      .add_option("--model", weights,
                  "weights: safetensors or .pth; see 'panet weights --help' [the model that ships "
                  "with the program]")
      ->envname("PANET_MODEL");
  command
      .add_option(
          "--size", input_size,
          "pixels: side of the square to which pictures are resized for the encoder, or of one of "
          "the same area [417; DINOv2 518, DINOv3 512; rounded to whole patches]")
      ->check(CLI::Range(8, 4096));
  compute.declare(command, {"f32", "bf16", "int8", "auto"});
  command
      .add_option("--engine", engine,
                  "what runs the encoder: onednn (CPU), libtorch, or auto: onednn where it can")
      ->capture_default_str()
      ->check(accepted_by(parse_engine));
  command
      .add_option("--stride", stride,
                  "1x1 or 3x3: the convolution that carries a ResNet's stride, where the weights "
                  "do not tell [3x3]")
      ->check(CLI::IsMember({"1x1", "3x3"}));
}

void ModelOptions::declare_shape(CLI::App& command, const std::string& otherwise) {
  command
      .add_option("--shape", shape,
                  fmt::format("to which pictures are resized for the encoder: own (their own "
                              "proportions) or square, as in the paper [{}]",
                              otherwise))
      ->check(accepted_by(parse_picture_shape));
}

void ModelOptions::declare_refinement(CLI::App& command) {
  command
      .add_option(
          "--refine", refinement,
          "beyond the paper: fit (prototypes to the annotated pictures), adapt (prototypes to "
          "each picture), guide (masks by the picture's edges), several as fit,guide, or none")
      ->capture_default_str()
      ->check(accepted_by(parse_refinement));
}

void ModelOptions::declare_tiles(CLI::App& command) {
  command
      .add_flag(
          "--tiles{4}", tiles,
          "for small things in large pictures: look also at overlapping tiles whose side is a "
          "quarter, or with --tiles=N an N-th, of the longer one")
      ->check(CLI::Range(kLeastTiles, kMostTiles))
      // CLI11 from 2.3 on takes flags of integers for counts, and checks the 0 of those not given.
      ->force_callback(false)
      ->default_str("");
}

Segmenter ModelOptions::load(SegmenterOptions otherwise) const {
  auto options = std::move(otherwise);
  options.compute = compute.options();
  options.compute.engine = parse_engine(engine);
  options.stride_placement = parse_stride(stride);
  options.refinement = parse_refinement(refinement);
  if (input_size) options.input_size = *input_size;
  if (!shape.empty()) options.shape = parse_picture_shape(shape);
  if (tiles > 0) options.tiles = tiles;
  return Segmenter::load(weights, options);
}

void SupportOptions::declare(CLI::App& command) {
  command.add_option("--support", folder,
                     "folder with a folder per class: DIR/CLASS/PICTURE, annotations beside them");
  command.add_option("--shots", shots, "take only the first so many pictures of each class")
      ->check(CLI::Range(1, 100000));
  command
      .add_option("--label", labels,
                  "N or CLASS=N: the value in index masks that is the object [any but 0]")
      ->allow_extra_args(false);
  command
      .add_option("--box", boxes, "CLASS/PICTURE=x1,y1,x2,y2: a box around the object, in pixels")
      ->allow_extra_args(false);
}

std::vector<SupportClass> SupportOptions::read_folder() const {
  SupportFolderOptions options = {.shots = shots, .boxes = {}};
  for (const auto& text : boxes) {
    const auto [file, box] = parse_box(text);
    options.boxes[file].push_back(box);
  }
  return read_support_folder(folder, options);
}

LabelOptions SupportOptions::label_options() const {
  return parse_labels(labels);
}

Prototypes SupportOptions::learn(Segmenter& segmenter) const {
  auto classes = read_folder();
  Progress progress("learning", count_pictures(classes));
  const auto next = support_stream(std::move(classes), label_options());
  return segmenter.learn([&] {
    auto support = next();
    if (support) progress.advance();
    return support;
  });
}

}  // namespace panet::app
