#pragma once

#include <filesystem>

#include "panet/weights/safetensors.h"

namespace panet {

// Reads the state dict that torch.save wrote: PyTorch's zip format, and the legacy format before
// PyTorch 1.6 (which torchvision's vgg16-397923af.pth still has). A state dict further down is
// taken from there: under a usual name ("state_dict", "model", "net", ...), else the only
// dictionary of tensors. Tensors are contiguous and view the file's bytes where they can.
//
// The file is untrusted: its pickle is read as data by our own reader, which runs nothing.
// (LibTorch 1.13's unpickler reads no state dict written by Python: it knows no OrderedDict with
// attributes.) panet::Error for what is cut off or damaged, a TorchScript archive, a whole pickled
// network and anything else, saying what to do or to download instead.
TensorFile read_pytorch_checkpoint(const std::filesystem::path& path);

}  // namespace panet
