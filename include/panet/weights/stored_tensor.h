#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "panet/base/public.h"

namespace PANET_PUBLIC panet {

// The types of numbers that weight files hold, by their names in safetensors.
enum class DType { kF64, kF32, kF16, kBF16, kI64, kI32, kI16, kI8, kU8, kBool };

std::string_view name_of(DType dtype);  // "F32"
std::size_t bytes_of(DType dtype);      // of one number
bool is_floating_point(DType dtype);

template <typename T>
struct DTypeOf;
template <>
struct DTypeOf<double> {
  static constexpr DType value = DType::kF64;
};
template <>
struct DTypeOf<float> {
  static constexpr DType value = DType::kF32;
};
template <>
struct DTypeOf<int64_t> {
  static constexpr DType value = DType::kI64;
};
template <>
struct DTypeOf<int32_t> {
  static constexpr DType value = DType::kI32;
};
template <>
struct DTypeOf<uint8_t> {
  static constexpr DType value = DType::kU8;
};

// A tensor as a file holds it: numbers in row-major order, and what keeps their bytes alive (a
// file, a buffer). Cheap to copy, never changed; arithmetic is done elsewhere.
class StoredTensor {
 public:
  StoredTensor() = default;

  // bytes: as many as shape and dtype ask for, aligned to the dtype; else std::logic_error.
  StoredTensor(DType dtype, std::vector<int64_t> shape, std::span<const std::byte> bytes,
               std::shared_ptr<const void> owner);

  // Of numbers that it keeps itself.
  template <typename T>
  static StoredTensor of(std::vector<int64_t> shape, std::vector<T> values) {
    const auto kept = std::make_shared<const std::vector<T>>(std::move(values));
    return {DTypeOf<T>::value, std::move(shape), std::as_bytes(std::span(*kept)), kept};
  }

  // Of a copy of bytes, wherever they lie.
  static StoredTensor copy_of(DType dtype, std::vector<int64_t> shape,
                              std::span<const std::byte> bytes);

  DType dtype() const { return dtype_; }
  const std::vector<int64_t>& shape() const { return shape_; }
  int64_t dim() const { return static_cast<int64_t>(shape_.size()); }
  int64_t count() const;  // of numbers

  // The numbers from `first` on, as many as `shape` asks for: over the same bytes.
  StoredTensor part(int64_t first, std::vector<int64_t> shape) const;

  std::span<const std::byte> bytes() const { return bytes_; }

  // The numbers; std::logic_error where they are of another type.
  template <typename T>
  std::span<const T> values() const {
    expect(DTypeOf<T>::value);
    return {reinterpret_cast<const T*>(bytes_.data()), bytes_.size() / sizeof(T)};
  }

 private:
  void expect(DType dtype) const;

  DType dtype_ = DType::kF32;
  std::vector<int64_t> shape_ = {0};
  std::span<const std::byte> bytes_;
  std::shared_ptr<const void> owner_;
};

using TensorMap = std::map<std::string, StoredTensor>;

// The same numbers as another floating-point type, rounded to nearest, ties to even. Where they
// are of that type already, the very same bytes.
StoredTensor converted(const StoredTensor& tensor, DType dtype);

// Whether no number is NaN or infinite.
bool is_finite(const StoredTensor& tensor);

}  // namespace panet
