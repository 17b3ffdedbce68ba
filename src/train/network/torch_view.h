#pragma once

#include <torch/types.h>

#include <array>
#include <memory>
#include <utility>
#include <vector>

#include "panet/image/map.h"
#include "panet/image/network_input.h"

namespace panet {

// Maps as LibTorch sees them, and back.

template <typename T>
struct TensorElement {
  static constexpr torch::ScalarType type = torch::CppTypeToScalarType<T>::value;
  static std::vector<int64_t> sizes(PictureSize map) { return {map.height, map.width}; }
};
template <typename T, std::size_t channels>
struct TensorElement<std::array<T, channels>> {
  static constexpr torch::ScalarType type = torch::CppTypeToScalarType<T>::value;
  static std::vector<int64_t> sizes(PictureSize map) {
    return {map.height, map.width, int64_t{channels}};
  }
};

// The same values, H x W or H x W x C. The map must outlive the tensor, which is not to be changed.
template <typename T, typename Meaning>
torch::Tensor tensor_view(const Map<T, Meaning>& map) {
  return torch::from_blob(const_cast<T*>(map.all().data()),
                          TensorElement<T>::sizes(map.dimensions()), TensorElement<T>::type);
}

// The same values; the tensor keeps them alive.
template <typename T, typename Meaning>
torch::Tensor tensor_of(Map<T, Meaning>&& map) {
  const auto kept = std::make_shared<Map<T, Meaning>>(std::move(map));
  return torch::from_blob(
      kept->all().data(), TensorElement<T>::sizes(kept->dimensions()), [kept](void*) {},
      TensorElement<T>::type);
}

// What the encoder takes: 1 x 3 x H x W, channels-last in memory. image: H x W x 3.
inline torch::Tensor image_of(const torch::Tensor& image) {
  return image.unsqueeze(0).permute({0, 3, 1, 2});
}

// A map with the values of a tensor, H x W or H x W x C, of any type.
template <typename To>
To map_of(const torch::Tensor& tensor) {
  auto map = To::uninitialised(tensor.size(0), tensor.size(1));
  tensor_view(map).copy_(tensor);
  return map;
}

}  // namespace panet
