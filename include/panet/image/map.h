#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <utility>

#include "panet/base/public.h"

namespace PANET_PUBLIC panet {

struct PictureSize {
  int64_t height = 0, width = 0;
  bool operator==(const PictureSize&) const = default;
};

// H x W values, row after row without gaps. Owns them; is moved, and copied only where copy() says
// so. `Meaning` keeps maps of one kind of number apart: a mask does not go where labels belong.
template <typename T, typename Meaning = void>
class Map {
 public:
  using value_type = T;

  // No values: of what is not there, and of what was moved away.
  Map() = default;
  Map(Map&& other) noexcept { *this = std::move(other); }
  Map& operator=(Map&& other) noexcept {
    height_ = std::exchange(other.height_, 0);
    width_ = std::exchange(other.width_, 0);
    values_ = std::move(other.values_);
    return *this;
  }

  // All values are T{}.
  Map(int64_t height, int64_t width)
      : height_(height), width_(width), values_(std::make_unique<T[]>(size())) {}
  explicit Map(PictureSize dimensions) : Map(dimensions.height, dimensions.width) {}

  // Values that hold nothing yet, where each is written before it is read.
  static Map uninitialised(int64_t height, int64_t width) {
    Map map;
    map.height_ = height;
    map.width_ = width;
    map.values_ = std::make_unique_for_overwrite<T[]>(map.size());
    return map;
  }
  static Map uninitialised(PictureSize dimensions) {
    return uninitialised(dimensions.height, dimensions.width);
  }

  static Map filled(PictureSize dimensions, const T& value) {
    Map map = uninitialised(dimensions);
    std::ranges::fill(map.all(), value);
    return map;
  }

  int64_t height() const { return height_; }
  int64_t width() const { return width_; }
  PictureSize dimensions() const { return {height_, width_}; }
  std::size_t size() const { return static_cast<std::size_t>(height_ * width_); }
  bool empty() const { return size() == 0; }

  std::span<T> all() { return {values_.get(), size()}; }
  std::span<const T> all() const { return {values_.get(), size()}; }
  std::span<T> row(int64_t y) { return all().subspan(offset(y), static_cast<std::size_t>(width_)); }
  std::span<const T> row(int64_t y) const {
    return all().subspan(offset(y), static_cast<std::size_t>(width_));
  }
  T& at(int64_t y, int64_t x) { return row(y)[static_cast<std::size_t>(x)]; }
  const T& at(int64_t y, int64_t x) const { return row(y)[static_cast<std::size_t>(x)]; }

  Map copy() const {
    auto map = uninitialised(height_, width_);
    std::copy(all().begin(), all().end(), map.all().begin());
    return map;
  }

  friend bool operator==(const Map& a, const Map& b) {
    return a.dimensions() == b.dimensions() && std::ranges::equal(a.all(), b.all());
  }

 private:
  std::size_t offset(int64_t y) const { return static_cast<std::size_t>(y * width_); }

  int64_t height_ = 0, width_ = 0;
  std::unique_ptr<T[]> values_;
};

// What `function` makes of each value, a map of the type `To`.
template <typename To, typename T, typename Meaning, typename Function>
To mapped(const Map<T, Meaning>& map, Function function) {
  To result = To::uninitialised(map.dimensions());
  std::ranges::transform(map.all(), result.all().begin(), function);
  return result;
}

// The same of each two values of maps that are equally large.
template <typename To, typename T, typename MeaningA, typename U, typename MeaningB,
          typename Function>
To mapped(const Map<T, MeaningA>& a, const Map<U, MeaningB>& b, Function function) {
  To result = To::uninitialised(a.dimensions());
  std::ranges::transform(a.all(), b.all(), result.all().begin(), function);
  return result;
}

using Colour = std::array<uint8_t, 3>;  // red, green, blue
using Picture = Map<Colour>;

struct MeansMask;
struct MeansLabels;
struct MeansInstances;

using Mask = Map<uint8_t, MeansMask>;            // 0 or 1
using Labels = Map<uint8_t, MeansLabels>;        // 0 background, i the i-th class, kVoid
using Instances = Map<int32_t, MeansInstances>;  // 0 nothing, each object a number of its own

}  // namespace panet
