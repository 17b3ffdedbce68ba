#include "train/checkpoint.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/shallow_json.h"
#include "panet/base/error.h"

namespace panet {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr const char* kTrainingKey = "training";

json json_of(const Checkpoint& c) {
  return {{"step", c.progress.step},
          {"episodes", c.progress.episodes},
          {"best_iou", c.progress.best_iou},
          {"best_step", c.progress.best_step},
          {"validated_step", c.progress.validated_step},
          {"validations_since_best", c.progress.validations_since_best},
          {"config", c.config},
          {"data_fingerprint", c.data_fingerprint},
          {"validation_fingerprint", c.validation_fingerprint},
          {"device", c.computed_with.device},
          {"precision", c.computed_with.precision},
          {"threads", c.computed_with.threads},
          {"ranks", c.computed_with.ranks}};
}

int64_t count(const json& training, const char* key) {
  const auto number = training.at(key).get<int64_t>();
  if (number < 0 || !training.at(key).is_number_integer())
    throw Error(fmt::format("'{}' expects a whole number from 0", key));
  return number;
}

void read_training(const json& training, Checkpoint& c) {
  c.progress = {.step = count(training, "step"),
                .episodes = count(training, "episodes"),
                .best_iou = training.at("best_iou").get<double>(),
                .best_step = count(training, "best_step"),
                .validated_step = count(training, "validated_step"),
                .validations_since_best = count(training, "validations_since_best")};
  c.config = training.at("config").get<std::string>();
  c.data_fingerprint = training.at("data_fingerprint").get<std::string>();
  c.validation_fingerprint = training.value("validation_fingerprint", std::string());
  c.computed_with = {.device = training.at("device").get<std::string>(),
                     .precision = training.at("precision").get<std::string>(),
                     .threads = training.at("threads").get<int>(),
                     .ranks = training.at("ranks").get<int>()};
}

bool is_checkpoint_name(const std::string& name) {
  constexpr std::string_view kBegin = "step-", kEnd = ".safetensors";
  if (!name.starts_with(kBegin) || !name.ends_with(kEnd)) return false;
  const auto digits = name.substr(kBegin.size(), name.size() - kBegin.size() - kEnd.size());
  return !digits.empty() && digits.find_first_not_of("0123456789") == std::string::npos;
}

}  // namespace

void write_checkpoint(const fs::path& path, const Checkpoint& checkpoint) {
  TensorFile file = {.tensors = checkpoint.tensors, .metadata = checkpoint.model};
  file.metadata[kTrainingKey] = json_of(checkpoint).dump();
  write_safetensors(path, file);
}

Checkpoint read_checkpoint(const fs::path& path) {
  auto file = read_safetensors(path);
  const auto training = file.metadata.find(kTrainingKey);
  if (training == file.metadata.end())
    throw Error(fmt::format("{}: no checkpoint of a training: its metadata has no '{}'",
                            path.string(), kTrainingKey));
  Checkpoint checkpoint;
  try {
    read_training(shallow_json(training->second), checkpoint);
  } catch (const std::exception& error) {
    throw Error(
        fmt::format("{}: the metadata '{}': {}", path.string(), kTrainingKey, error.what()));
  }
  file.metadata.erase(training);
  checkpoint.model = std::move(file.metadata);
  checkpoint.tensors = std::move(file.tensors);
  return checkpoint;
}

CheckpointFolder::CheckpointFolder(fs::path folder, std::size_t keep)
    : folder_(std::move(folder)), keep_(keep) {}

std::vector<fs::path> CheckpointFolder::files() const {
  std::vector<fs::path> found;
  if (!fs::is_directory(folder_)) return found;
  for (const auto& entry : fs::directory_iterator(folder_))
    if (is_checkpoint_name(entry.path().filename().string())) found.push_back(entry.path());
  std::sort(found.begin(), found.end());
  return found;
}

void CheckpointFolder::save(const Checkpoint& checkpoint) const {
  const auto name = fmt::format("step-{:09}.safetensors", checkpoint.progress.step);
  write_checkpoint(folder_ / name, checkpoint);
  const auto all = files();
  for (std::size_t i = 0; i + keep_ < all.size(); ++i) {
    std::error_code ignored;  // one too many does no harm
    fs::remove(all[i], ignored);
  }
}

std::optional<Checkpoint> CheckpointFolder::newest(
    const std::function<void(const std::string& message)>& on_broken) const {
  const auto all = files();
  for (auto file = all.rbegin(); file != all.rend(); ++file) {
    try {
      return read_checkpoint(*file);
    } catch (const Error& error) {
      on_broken(error.what());
    }
  }
  if (all.empty()) return std::nullopt;
  throw Error(
      fmt::format("{}: none of its {} checkpoints can be read", folder_.string(), all.size()));
}

}  // namespace panet
