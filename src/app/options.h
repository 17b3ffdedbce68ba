#pragma once

#include <CLI/CLI.hpp>

#include <optional>
#include <string>
#include <vector>

#include "app/shipped_model.h"
#include "panet/annotation/support_folder.h"
#include "panet/base/error.h"
#include "panet/segment/segmenter.h"

namespace panet::app {

// Turns a library function that refuses a text into a check of CLI11, so that it counts as a usage
// error.
template <typename Parse>
CLI::Validator accepted_by(Parse parse) {
  return CLI::Validator(
      [parse](const std::string& text) -> std::string {
        try {
          parse(text);
          return {};
        } catch (const Error& error) {
          return error.what();
        }
      },
      "");
}

// What --stride says, "1x1" or "3x3"; nothing where it is not given.
std::optional<StridePlacement> parse_stride(const std::string& text);

// What several --label say, each "8" (for every class) or "cat=8"; UsageError where one does
// neither.
LabelOptions parse_labels(const std::vector<std::string>& texts);

// Where and how to compute.
struct ComputeArguments {
  std::string device = "cpu";
  std::string precision = "auto";
  int threads = 0;  // 0: all cores

  // `precisions`: those to choose from.
  void declare(CLI::App& command, const std::vector<std::string>& precisions);

  // Sets the number of threads, too.
  ComputeOptions options() const;
};

// --model and how to compute with it.
struct ModelOptions {
  std::string weights = shipped_model();
  std::optional<int64_t> input_size;
  std::string shape, stride;
  ComputeArguments compute;
  std::string engine = "auto";
  std::string refinement = text_of(Refinement{});
  int64_t tiles = 0;  // 0: the whole picture alone

  void declare(CLI::App& command);
  // `otherwise`: what is told of where --shape is not given.
  void declare_shape(CLI::App& command, const std::string& otherwise);
  void declare_refinement(CLI::App& command);  // for commands that segment
  void declare_tiles(CLI::App& command);       // for those that do so at the pictures' own size

  // Loads the model. `otherwise` has what holds where no option says it, size and shape among it.
  // Sets the number of threads.
  Segmenter load(SegmenterOptions otherwise) const;
};

// --support and what is said about its annotations.
struct SupportOptions {
  std::string folder;
  std::optional<int> shots;
  std::vector<std::string> labels, boxes;

  void declare(CLI::App& command);

  std::vector<SupportClass> read_folder() const;
  LabelOptions label_options() const;
  // Decodes the pictures of the folder and learns from them.
  Prototypes learn(Segmenter& segmenter) const;
};

}  // namespace panet::app
