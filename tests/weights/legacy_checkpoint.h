#pragma once

#include <string>
#include <utility>
#include <vector>

#include "panet/weights/stored_tensor.h"

namespace panet::test {

// Checkpoints in PyTorch's legacy format, which needs no zip, written by hand: pickles of protocol
// 2, which are texts of instructions.

// A file whose pickle is `pickle`, with these keys of storages, and the storages.
std::string legacy_file(const std::string& pickle, const std::string& keys = "].",
                        const std::string& storages = "");

std::string pickled_text(const std::string& characters);
std::string pickled_dict(const std::vector<std::pair<std::string, std::string>>& items);

// A state dict of float32 as PyTorch would save it.
std::string legacy_checkpoint(const TensorMap& tensors);

}  // namespace panet::test
