#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "panet/dataset/dataset.h"
#include "panet/episode/episode.h"
#include "train/checkpoint.h"
#include "train/event_file.h"
#include "train/metrics_file.h"
#include "train/trainer.h"
#include "train/validation.h"

namespace panet {

// What a training leaves behind:
//   config.toml                   the whole configuration
//   step-000001500.safetensors    the last three checkpoints
//   best.safetensors              the model of the best validation
//   model.safetensors             the model at the end
//   metrics.jsonl                 a line for each step and each validation
//   tensorboard/                  the same for TensorBoard, and pictures
//   validation/000001500.jpg      the best, the median and the worst episodes
//
// Training is worth more than any of these files: one that cannot be written is told to
// `on_warning`, each message once, and nothing else happens.
class RunFolder {
 public:
  using OnWarning = std::function<void(const std::string& message)>;

  // Makes the folder. panet::Error where nothing can be written there, or where less than
  // `bytes_needed` is free.
  RunFolder(std::filesystem::path folder, std::size_t bytes_needed, OnWarning on_warning);

  // The newest checkpoint that can be read; see CheckpointFolder::newest().
  std::optional<Checkpoint> newest_checkpoint() const;

  // Begins to log, after `step` steps that were done before.
  void open_logs(const TrainingConfig& config, int64_t step);

  void log(const StepReport& report);
  void log(const ValidationResult& result, int64_t step);

  // Each false where it could not be written.
  bool save(const Checkpoint& checkpoint) const;
  bool save_best(const TensorMap& weights, const Checkpoint& checkpoint, double mean_iou) const;
  bool save_model(const TensorMap& weights, const Checkpoint& checkpoint) const;
  // The episode whose loss was not finite; the name of the file, empty where it was not written.
  std::filesystem::path save_episode(const Episode& episode, const TrainingConfig& config,
                                     const Dataset& dataset, int64_t step) const;

 private:
  bool attempt(const std::function<void()>& write) const;
  bool write_model(const std::string& name, const TensorMap& weights,
                   std::map<std::string, std::string> metadata) const;

  std::filesystem::path folder_;
  OnWarning on_warning_;
  CheckpointFolder checkpoints_;
  std::unique_ptr<MetricsFile> metrics_;
  std::unique_ptr<EventFile> events_;
};

}  // namespace panet
