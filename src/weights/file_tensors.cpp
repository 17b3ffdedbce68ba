#include "weights/file_tensors.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/printable_name.h"
#include "panet/base/error.h"

namespace panet {

FileTensors::FileTensors(const TensorMap& tensors, std::string prefix)
    : prefix_(std::move(prefix)) {
  for (const auto& [name, tensor] : tensors)
    if (name.starts_with(prefix_)) tensors_.emplace(name.substr(prefix_.size()), tensor);
}

const std::vector<int64_t>& FileTensors::shape_of(const std::string& name) const {
  const auto found = tensors_.find(name);
  if (found == tensors_.end()) fail(name, fmt::format("is missing. Only {}", kSupported));
  return found->second.shape();
}

StoredTensor FileTensors::take(const std::string& name, const std::vector<int64_t>& shape) {
  const auto found = tensors_.find(name);
  if (found == tensors_.end()) {
    fail(name, fmt::format("is missing; expects shape [{}]. Only {}", fmt::join(shape, ", "),
                           kSupported));
  }
  const auto& tensor = found->second;
  if (!is_floating_point(tensor.dtype()))
    fail(name, fmt::format("expects floating point numbers, found {}", name_of(tensor.dtype())));
  if (tensor.shape() != shape) {
    fail(name, fmt::format("expects shape [{}], found [{}]", fmt::join(shape, ", "),
                           fmt::join(tensor.shape(), ", ")));
  }
  taken_.insert(name);
  return finite(name, converted(tensor, DType::kF32));
}

void FileTensors::require_none_left(const std::string& architecture) const {
  std::set<std::string> layers;
  for (const auto& name : taken_) layers.insert(name.substr(0, name.find('.')));
  for (const auto& [name, tensor] : tensors_) {
    if (taken_.contains(name) || name.ends_with("num_batches_tracked")) continue;
    if (layers.contains(name.substr(0, name.find('.'))))
      fail(name, fmt::format("has no place in {}{}. Only {}", architecture,
                             name.find(".se") == name.npos
                                 ? ""
                                 : "; it looks like an SE-ResNet (squeeze and excitation)",
                             kSupported));
  }
}

StoredTensor FileTensors::finite(const std::string& name, StoredTensor tensor) const {
  if (!is_finite(tensor)) fail(name, "holds NaN or Inf, or numbers too large for float32");
  return tensor;
}

void FileTensors::fail(const std::string& name, const std::string& what) const {
  throw Error(fmt::format("tensor {} {}", printable(prefix_ + name), what));
}

}  // namespace panet
