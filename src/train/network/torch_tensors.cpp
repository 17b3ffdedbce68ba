#include "train/network/torch_tensors.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <span>
#include <stdexcept>

namespace panet {
namespace {

struct TypePair {
  DType stored;
  torch::ScalarType torch;
};

constexpr std::array<TypePair, 10> kTypes = {{{DType::kF64, torch::kFloat64},
                                              {DType::kF32, torch::kFloat32},
                                              {DType::kF16, torch::kFloat16},
                                              {DType::kBF16, torch::kBFloat16},
                                              {DType::kI64, torch::kInt64},
                                              {DType::kI32, torch::kInt32},
                                              {DType::kI16, torch::kInt16},
                                              {DType::kI8, torch::kInt8},
                                              {DType::kU8, torch::kUInt8},
                                              {DType::kBool, torch::kBool}}};

torch::ScalarType torch_type(DType dtype) {
  return std::ranges::find(kTypes, dtype, &TypePair::stored)->torch;
}

DType stored_type(torch::ScalarType type) {
  const auto* const pair = std::ranges::find(kTypes, type, &TypePair::torch);
  if (pair == kTypes.end())
    throw std::logic_error(fmt::format("no file holds numbers of type {}", torch::toString(type)));
  return pair->stored;
}

}  // namespace

torch::Tensor tensor_view(const StoredTensor& tensor) {
  const auto* const numbers = tensor.bytes().data();
  return torch::from_blob(
      const_cast<std::byte*>(numbers), tensor.shape(), [tensor](void*) {},
      torch_type(tensor.dtype()));
}

TorchTensors tensor_views(const TensorMap& tensors) {
  TorchTensors views;
  for (const auto& [name, tensor] : tensors) views.emplace(name, tensor_view(tensor));
  return views;
}

StoredTensor stored(const torch::Tensor& tensor) {
  const auto kept =
      std::make_shared<const torch::Tensor>(tensor.detach().to(torch::kCPU).contiguous());
  const std::span bytes(static_cast<const std::byte*>(kept->data_ptr()), kept->nbytes());
  return {stored_type(kept->scalar_type()), kept->sizes().vec(), bytes, kept};
}

TensorMap stored(const TorchTensors& tensors) {
  TensorMap map;
  for (const auto& [name, tensor] : tensors) map.emplace(name, stored(tensor));
  return map;
}

}  // namespace panet
