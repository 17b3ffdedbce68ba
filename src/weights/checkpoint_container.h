#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "panet/weights/stored_tensor.h"
#include "weights/pickle.h"

namespace panet {

// How a pickle of PyTorch refers to a storage, where the elements of tensors lie.
struct StorageReference {
  DType dtype;
  std::string_view key;  // in the pickle
  uint64_t elements;
};

// panet::Error, naming `path`, where `value` refers to none.
StorageReference storage_reference(const PickleValue& value, const std::filesystem::path& path);

// What torch.save puts into a file: a pickle, and the bytes of each storage by its key. Both view
// the file.
struct CheckpointContainer {
  std::unique_ptr<Pickle> pickle;
  std::map<std::string, std::span<std::byte>, std::less<>> storages;
};

// The zip format of PyTorch since 1.6.
CheckpointContainer open_zip_checkpoint(std::span<std::byte> file,
                                        const std::filesystem::path& path);

// The format before it: pickles one after the other, then the storages. torchvision's
// vgg16-397923af.pth has it.
CheckpointContainer open_legacy_checkpoint(std::span<std::byte> file,
                                           const std::filesystem::path& path);

}  // namespace panet
