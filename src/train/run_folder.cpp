#include "train/run_folder.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <set>

#include "base/atomic_file.h"
#include "base/own_mark.h"
#include "base/temporary_file.h"
#include "image/own_picture.h"
#include "panet/base/error.h"
#include "panet/episode/episode_file.h"
#include "panet/weights/safetensors.h"

namespace panet {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

void make_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) throw Error(fmt::format("{}: cannot be made: {}", folder.string(), error.message()));
}

void require_room(const fs::path& folder, std::size_t bytes_needed) {
  make_folder(folder);
  remove_leftovers(folder, [](auto) { return true; });  // checkpoints are large
  require_writable(folder);
  std::error_code unknown;
  const auto space = fs::space(folder, unknown);
  if (!unknown && space.available < bytes_needed)
    throw Error(fmt::format("{}: {:.1f} GB are free, checkpoints and models need {:.1f} GB",
                            folder.string(), static_cast<double>(space.available) / 1e9,
                            static_cast<double>(bytes_needed) / 1e9));
}

std::string config_text(const TrainingConfig& config) {
  return fmt::format("# {}\n{}", own_mark_text(), toml_of(config));
}

std::map<std::string, std::string> metadata_of(const Checkpoint& checkpoint) {
  auto metadata = checkpoint.model;
  metadata["steps"] = std::to_string(checkpoint.progress.step);
  return metadata;
}

}  // namespace

RunFolder::RunFolder(fs::path folder, std::size_t bytes_needed, OnWarning on_warning)
    : folder_(std::move(folder)),
      // A log that cannot be written would say so at each step.
      on_warning_([told = std::set<std::string>(),
                   tell = std::move(on_warning)](const std::string& message) mutable {
        if (told.insert(message).second) tell(message);
      }),
      checkpoints_(folder_) {
  require_room(folder_, bytes_needed);
}

bool RunFolder::attempt(const std::function<void()>& write) const {
  try {
    write();
    return true;
  } catch (const std::exception& error) {
    on_warning_(error.what());
    return false;
  }
}

std::optional<Checkpoint> RunFolder::newest_checkpoint() const {
  return checkpoints_.newest(on_warning_);
}

void RunFolder::open_logs(const TrainingConfig& config, int64_t step) {
  attempt([&] { write_atomically(folder_ / "config.toml", config_text(config)); });
  metrics_ = std::make_unique<MetricsFile>(folder_ / "metrics.jsonl", step);
  events_ = std::make_unique<EventFile>(folder_ / "tensorboard", step);
}

void RunFolder::log(const StepReport& report) {
  const auto& r = report;
  ordered_json line = {{"step", r.step}};
  for (std::size_t i = 0; i < r.losses.all().size(); ++i) {
    const std::string name = *kLossNames.all()[i];
    line[name + "_loss"] = *r.losses.all()[i];
    events_->add_scalar("loss/" + name, *r.losses.all()[i], r.step);
  }
  line["lr"] = r.lr;
  line["episodes"] = r.episodes;
  line["seconds"] = r.seconds;
  line["waiting_seconds"] = r.waiting_seconds;
  attempt([&] { metrics_->append(line.dump()); });
  events_->add_scalar("lr", r.lr, r.step);
  events_->add_scalar("speed/episodes per second", static_cast<double>(r.episodes) / r.seconds,
                      r.step);
  events_->add_scalar("speed/share of time waiting", r.waiting_seconds / r.seconds, r.step);
}

void RunFolder::log(const ValidationResult& result, int64_t step) {
  const ordered_json line = {
      {"step", step}, {"mean_iou", result.mean_iou}, {"binary_iou", result.binary_iou}};
  attempt([&] { metrics_->append(line.dump()); });
  events_->add_scalar("validation/mean IoU", result.mean_iou, step);
  events_->add_scalar("validation/binary IoU", result.binary_iou, step);
  if (!result.picture.empty()) {
    attempt([&] {
      const auto file = folder_ / "validation" / fmt::format("{:09}.jpg", step);
      make_folder(file.parent_path());
      const auto bytes = encoded_own_picture(file, result.picture);
      write_atomically(file, bytes);
      events_->add_picture("validation/episodes", bytes, result.picture.height(),
                           result.picture.width(), step);
    });
  }
  attempt([&] { events_->flush(); });
}

bool RunFolder::save(const Checkpoint& checkpoint) const {
  // A training that goes on from here does not write again what it has logged so far.
  if (metrics_) attempt([&] { metrics_->sync(); });
  if (events_) attempt([&] { events_->sync(); });
  return attempt([&] { checkpoints_.save(checkpoint); });
}

bool RunFolder::write_model(const std::string& name, const TensorMap& weights,
                            std::map<std::string, std::string> metadata) const {
  return attempt([&] {
    write_safetensors(folder_ / name, {.tensors = weights, .metadata = std::move(metadata)});
  });
}

bool RunFolder::save_model(const TensorMap& weights, const Checkpoint& checkpoint) const {
  return write_model("model.safetensors", weights, metadata_of(checkpoint));
}

bool RunFolder::save_best(const TensorMap& weights, const Checkpoint& checkpoint,
                          double mean_iou) const {
  auto metadata = metadata_of(checkpoint);
  metadata["validation_mean_iou"] = fmt::format("{:.4f}", mean_iou);
  return write_model("best.safetensors", weights, std::move(metadata));
}

fs::path RunFolder::save_episode(const Episode& episode, const TrainingConfig& config,
                                 const Dataset& dataset, int64_t step) const {
  auto file = folder_ / fmt::format("not-finite-{:09}.jsonl", step);
  const EpisodeSet set = {.split = config.split,
                          .ways = static_cast<int>(config.ways),
                          .shots = static_cast<int>(config.shots),
                          .run = 1,
                          .episodes = {episode}};
  const bool is_written = attempt([&] { write_episodes(file, {set}, dataset); });
  return is_written ? file : fs::path();
}

}  // namespace panet
