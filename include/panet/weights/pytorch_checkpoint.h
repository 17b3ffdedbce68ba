#pragma once

#include <filesystem>

#include "panet/weights/safetensors.h"

namespace panet {

// Reads a state dict from PyTorch's zip format (.pth of torch.save since 1.6) through LibTorch's unpickler. A checkpoint
// that holds the state dict one level down (under "state_dict", "model" or "model_state_dict") is taken from there.
// The legacy format (a bare pickle, before 1.6), a TorchScript archive and anything else are a panet::Error that says
// what to do or to download instead.
TensorFile read_pytorch_checkpoint(const std::filesystem::path& path);

}  // namespace panet
