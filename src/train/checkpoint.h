#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "panet/train/training_progress.h"
#include "panet/weights/safetensors.h"

namespace panet {

// How the losses were computed: their last digits depend on it.
struct ComputedWith {
  std::string device, precision;  // "cpu", "bf16"
  int threads = 1;
  int ranks = 1;
  bool operator==(const ComputedWith& other) const = default;
};

// All that a training needs to go on as if it had never stopped.
struct Checkpoint {
  // Weights under the names of the encoder, the optimizer's state as "momentum.NAME" (Optimizer),
  // and their moving average, where there is one, as "average.NAME". float32.
  TensorMap tensors;
  std::map<std::string, std::string> model;  // see model_metadata
  TrainingProgress progress;
  std::string config;            // as TOML
  std::string data_fingerprint;  // of the pictures and classes trained on
  // Of the episodes by which `progress` was measured (Validation); empty: by none, or by a version
  // that did not keep it.
  std::string validation_fingerprint;
  ComputedWith computed_with;
};

// One safetensors file, so that it is there whole or not at all; the rest is JSON in its metadata,
// under "training". load_model reads the weights of such a file, and so does every `--model`.
void write_checkpoint(const std::filesystem::path& path, const Checkpoint& checkpoint);

// panet::Error where the file is no checkpoint of a training.
Checkpoint read_checkpoint(const std::filesystem::path& path);

// The checkpoints of a run: step-0001500.safetensors, the last few of them.
class CheckpointFolder {
 public:
  explicit CheckpointFolder(std::filesystem::path folder, std::size_t keep = 3);

  std::vector<std::filesystem::path> files() const;  // from the oldest to the newest

  // Writes a checkpoint, then removes those beyond the number to keep.
  void save(const Checkpoint& checkpoint) const;

  // The newest that can be read; `on_broken` is told of those that cannot. Nothing where there is
  // none at all; panet::Error where there are some and none can be read.
  std::optional<Checkpoint> newest(
      const std::function<void(const std::string& message)>& on_broken) const;

 private:
  std::filesystem::path folder_;
  std::size_t keep_;
};

}  // namespace panet
