#pragma once

#include <filesystem>
#include <utility>
#include <vector>

#include "weights/pickle.h"

namespace panet {

using PickleItems = std::vector<std::pair<const PickleValue*, const PickleValue*>>;

// The names and tensors in a pickle of PyTorch: those of the dictionary itself, or of the one that
// a training program put into it, beside the epoch and the optimizer: under a name that is usual
// for it ("state_dict", "model"), else the only one that holds tensors.
//
// panet::Error, naming `path` and what was found, where there is none, or several.
PickleItems find_state_dict(const PickleValue& root, const std::filesystem::path& path);

}  // namespace panet
