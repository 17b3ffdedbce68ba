#pragma once

#include <CLI/CLI.hpp>

#include <optional>
#include <string>
#include <vector>

#include "panet/dataset/open_dataset.h"

namespace panet::app {

// Which data set, and how to read it: the same options for every command that needs one.
struct DatasetArguments {
  std::string root;
  std::optional<std::string> kind;       // without it, what lies in `root` tells
  std::optional<std::string> image_set;  // without it val, or the only one that COCO's format has
  std::string class_list, fold_order = "consecutive";
  bool allow_missing = false;
  std::vector<std::string> labels;

  // `root_name` is "--root", or "ROOT" where it is the argument without a name.
  void declare(CLI::App& command, const std::string& root_name = "--root");

  DatasetKind dataset_kind() const;

  // Without on_progress. UsageError: labels that are none.
  DatasetOptions options() const;

  // Shows on the standard error stream how far it is.
  OpenedDataset open() const;
  OpenedDataset open(DatasetOptions options) const;
};

}  // namespace panet::app
