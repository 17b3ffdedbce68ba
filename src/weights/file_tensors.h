#pragma once

#include <set>
#include <string>
#include <vector>

#include "panet/weights/stored_tensor.h"

namespace panet {

inline constexpr const char* kSupported =
    "VGG-16 without batch norm, ResNet-50, ResNet-101 and ResNet-152, DINOv2 and DINOv3 (ViT) can "
    "be loaded";

// The tensors of one network of a file, named without what stands before all of them there, and
// which of them were asked for.
class FileTensors {
 public:
  FileTensors(const TensorMap& tensors, std::string prefix);

  bool has(const std::string& name) const { return tensors_.contains(name); }
  const TensorMap& all() const { return tensors_; }

  // Its shape; panet::Error where it is missing.
  const std::vector<int64_t>& shape_of(const std::string& name) const;

  // As float32, once its shape and values are found right.
  StoredTensor take(const std::string& name, const std::vector<int64_t>& shape);

  // Says that a tensor was asked for, if it is there, though nothing is computed with it.
  void leave(const std::string& name) { taken_.insert(name); }

  // A tensor left over among the encoder's own layers means a network that only looks like it.
  void require_none_left(const std::string& architecture) const;

  StoredTensor finite(const std::string& name, StoredTensor tensor) const;

  [[noreturn]] void fail(const std::string& name, const std::string& what) const;

 private:
  TensorMap tensors_;
  std::string prefix_;
  std::set<std::string> taken_;
};

}  // namespace panet
