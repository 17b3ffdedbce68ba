#pragma once

#include <string>
#include <variant>
#include <vector>

#include "panet/train/training_config.h"

namespace panet {

// A key of a configuration, bound to its value.
struct ConfigKey {
  std::string name;  // "optimizer.lr"
  std::variant<int64_t*, double*, bool*, std::string*, std::vector<std::string>*> value;
  std::string meaning;
  double least = 0, most = 0;           // of numbers
  std::vector<std::string> words = {};  // of texts, the known ones; none: any
  bool may_change = false;              // when a run goes on
  // From rank to rank: where files lie, and what the first rank does alone.
  bool may_differ = false;
};

// All keys, those without a table first. They point into `config`.
std::vector<ConfigKey> keys_of(TrainingConfig& config);

}  // namespace panet
