#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/file_bytes.h"
#include "panet/weights/stored_tensor.h"
#include "weights/checkpoint_container.h"

namespace panet {

// Whether a value stands for a tensor, of a kind that can be read or not.
bool is_pickled_tensor(const PickleValue& value);

// Makes tensors of the calls that rebuild them in a pickle of PyTorch, contiguous, over the
// file where they can be.
class PickledTensors {
 public:
  PickledTensors(std::shared_ptr<const FileBytes> file, const CheckpointContainer& container,
                 const std::filesystem::path& path);

  // Nothing where the value is no tensor; panet::Error, naming `name`, where it is one that does
  // not fit its storage or is of a kind that cannot be read (quantized, sparse).
  std::optional<StoredTensor> tensor(const std::string& name, const PickleValue& value);

 private:
  using Arguments = std::vector<const PickleValue*>;

  StoredTensor rebuilt(const std::string& name, const Arguments& arguments);
  const StoredTensor& storage(const std::string& name, const PickleValue& reference);
  std::vector<int64_t> sizes(const std::string& name, const PickleValue& tuple) const;
  [[noreturn]] void fail(const std::string& name, const std::string& what) const;

  std::shared_ptr<const FileBytes> file_;
  const CheckpointContainer& container_;
  const std::filesystem::path& path_;
  std::map<std::string, StoredTensor, std::less<>> storages_;  // one-dimensional, by key
  uint64_t copied_bytes_ = 0;
};

}  // namespace panet
