#pragma once

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <limits>
#include <numeric>
#include <span>
#include <vector>

#include "panet/weights/stored_tensor.h"

namespace panet::test {

inline std::size_t count_of(const std::vector<int64_t>& shape) {
  return static_cast<std::size_t>(
      std::accumulate(shape.begin(), shape.end(), int64_t{1}, std::multiplies<>()));
}

// A tensor of float32 that are all `value`.
inline StoredTensor filled(std::vector<int64_t> shape, float value) {
  std::vector<float> values(count_of(shape), value);
  return StoredTensor::of(std::move(shape), std::move(values));
}

inline StoredTensor zeros(std::vector<int64_t> shape) {
  return filled(std::move(shape), 0);
}

// 0, 1, 2, ...
inline StoredTensor ramp(std::vector<int64_t> shape) {
  std::vector<float> values(count_of(shape));
  std::iota(values.begin(), values.end(), 0.0f);
  return StoredTensor::of(std::move(shape), std::move(values));
}

// The same tensor with other float32 in it.
inline StoredTensor changed(const StoredTensor& tensor,
                            const std::function<void(std::vector<float>&)>& change) {
  std::vector<float> values(tensor.values<float>().begin(), tensor.values<float>().end());
  change(values);
  return StoredTensor::of(tensor.shape(), std::move(values));
}

// Of floating-point tensors.
inline std::vector<double> numbers_of(const StoredTensor& tensor) {
  const auto as_double = converted(tensor, DType::kF64);
  return {as_double.values<double>().begin(), as_double.values<double>().end()};
}

// The same type, shape and bits.
inline bool is_same(const StoredTensor& a, const StoredTensor& b) {
  return a.dtype() == b.dtype() && a.shape() == b.shape() &&
         std::ranges::equal(a.bytes(), b.bytes());
}

// Largest absolute difference; infinite where shapes differ.
inline double max_difference(const StoredTensor& a, const StoredTensor& b) {
  if (a.shape() != b.shape()) return std::numeric_limits<double>::infinity();
  const auto x = numbers_of(a), y = numbers_of(b);
  double largest = 0;
  for (std::size_t i = 0; i < x.size(); ++i) largest = std::max(largest, std::abs(x[i] - y[i]));
  return largest;
}

}  // namespace panet::test
