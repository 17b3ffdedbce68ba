#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace panet {

// H x W values, row after row without gaps. Owns them; is moved, and copied only where copy() says
// so.
template <typename T>
class Map {
 public:
  Map() = default;
  // All values are T{}.
  Map(int64_t height, int64_t width)
      : height_(height), width_(width), values_(std::make_unique<T[]>(size())) {}

  // Values that hold nothing yet, where each is written before it is read.
  static Map uninitialised(int64_t height, int64_t width) {
    Map map;
    map.height_ = height;
    map.width_ = width;
    map.values_ = std::make_unique_for_overwrite<T[]>(map.size());
    return map;
  }

  int64_t height() const { return height_; }
  int64_t width() const { return width_; }
  std::size_t size() const { return static_cast<std::size_t>(height_ * width_); }

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
    return a.height_ == b.height_ && a.width_ == b.width_ &&
           std::equal(a.all().begin(), a.all().end(), b.all().begin());
  }

 private:
  std::size_t offset(int64_t y) const { return static_cast<std::size_t>(y * width_); }

  int64_t height_ = 0, width_ = 0;
  std::unique_ptr<T[]> values_;
};

using Colour = std::array<uint8_t, 3>;  // red, green, blue
using Picture = Map<Colour>;

}  // namespace panet
