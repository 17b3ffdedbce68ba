#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>

#include "panet/base/public.h"
#include "panet/image/map.h"

namespace PANET_PUBLIC panet {

// The upper half of a float.
struct BFloat16 {
  uint16_t bits = 0;
};

inline float to_float(BFloat16 value) {
  return std::bit_cast<float>(static_cast<uint32_t>(value.bits) << 16);
}

// What an engine makes of an image: h x w features of D numbers each, one feature after the other,
// float32 or bfloat16. Owns them, and is moved.
class Features {
 public:
  enum class Type { kFloat32, kBFloat16 };

  // No values: of what is not there, and of what was moved away.
  Features() = default;
  Features(Features&& other) noexcept { *this = std::move(other); }
  Features& operator=(Features&& other) noexcept {
    grid_ = std::exchange(other.grid_, {});
    channels_ = std::exchange(other.channels_, 0);
    type_ = other.type_;
    size_ = std::exchange(other.size_, 0);
    values_ = std::move(other.values_);
    return *this;
  }

  // Numbers that hold nothing yet.
  Features(PictureSize grid, int64_t channels, Type type);

  int64_t height() const { return grid_.height; }
  int64_t width() const { return grid_.width; }
  PictureSize grid() const { return grid_; }
  int64_t locations() const { return grid_.height * grid_.width; }
  int64_t channels() const { return channels_; }  // D
  Type type() const { return type_; }
  bool empty() const { return locations() == 0; }

  std::span<std::byte> bytes() { return {values_.get(), size_}; }
  std::span<const std::byte> bytes() const { return {values_.get(), size_}; }

  // All numbers, locations() x D; of one of the two types alone.
  std::span<const float> floats() const {
    return {reinterpret_cast<const float*>(values_.get()), size_ / sizeof(float)};
  }
  std::span<const BFloat16> bfloats() const {
    return {reinterpret_cast<const BFloat16*>(values_.get()), size_ / sizeof(BFloat16)};
  }

 private:
  struct Free {
    std::size_t size;
    void operator()(std::byte* bytes) const;
  };

  PictureSize grid_;
  int64_t channels_ = 0;
  Type type_ = Type::kFloat32;
  std::size_t size_ = 0;                       // bytes
  std::unique_ptr<std::byte[], Free> values_;  // aligned to a cache line
};

}  // namespace panet
