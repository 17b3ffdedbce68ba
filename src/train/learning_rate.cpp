#include "train/learning_rate.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace panet {
namespace {

double scheduled_share(const TrainingConfig& config, int64_t step) {
  const auto& schedule = config.schedule;
  if (schedule.kind == "step")
    return std::pow(schedule.factor, static_cast<double>(step / schedule.every));
  if (schedule.kind == "cosine") {
    const double done = static_cast<double>(step) / static_cast<double>(config.steps);
    const double falling = (1 + std::cos(std::numbers::pi * done)) / 2;
    return schedule.final + (1 - schedule.final) * falling;
  }
  return 1;
}

}  // namespace

double learning_rate(const TrainingConfig& config, int64_t step) {
  const auto warmup = config.schedule.warmup;
  const double rising =
      step < warmup ? static_cast<double>(step + 1) / static_cast<double>(warmup + 1) : 1;
  return config.optimizer.lr * rising * scheduled_share(config, step);
}

}  // namespace panet
