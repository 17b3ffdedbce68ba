#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <utility>

#include "panet/base/public.h"
#include "panet/image/map.h"

namespace PANET_PUBLIC panet {

// Maps of numbers that are equally large, one after the other: the logits of an image for each
// prototype, their softmax. Owns them, and is moved; copied only where copy() says so.
class MapStack {
 public:
  MapStack() = default;

  // All numbers are 0.
  MapStack(int64_t maps, PictureSize size)
      : MapStack(maps, size, Map<float>(maps * size.height, size.width)) {}

  // Numbers that hold nothing yet, where each is written before it is read.
  static MapStack uninitialised(int64_t maps, PictureSize size) {
    return {maps, size, Map<float>::uninitialised(maps * size.height, size.width)};
  }

  int64_t maps() const { return maps_; }
  int64_t height() const { return height_; }  // of each
  int64_t width() const { return rows_.width(); }
  PictureSize dimensions() const { return {height(), width()}; }

  std::span<float> all() { return rows_.all(); }
  std::span<const float> all() const { return rows_.all(); }
  std::span<float> map(int64_t m) { return all().subspan(offset(m), size_of_map()); }
  std::span<const float> map(int64_t m) const { return all().subspan(offset(m), size_of_map()); }
  Map<float> copy(int64_t m) const {
    auto map = Map<float>::uninitialised(dimensions());
    std::ranges::copy(this->map(m), map.all().begin());
    return map;
  }
  std::span<float> row(int64_t m, int64_t y) { return rows_.row(m * height_ + y); }
  std::span<const float> row(int64_t m, int64_t y) const { return rows_.row(m * height_ + y); }
  float& at(int64_t m, int64_t y, int64_t x) { return rows_.at(m * height_ + y, x); }
  float at(int64_t m, int64_t y, int64_t x) const { return rows_.at(m * height_ + y, x); }

  MapStack copy() const { return {maps_, dimensions(), rows_.copy()}; }

 private:
  MapStack(int64_t maps, PictureSize size, Map<float> rows)
      : maps_(maps), height_(size.height), rows_(std::move(rows)) {}

  std::size_t size_of_map() const { return static_cast<std::size_t>(height() * width()); }
  std::size_t offset(int64_t m) const { return static_cast<std::size_t>(m) * size_of_map(); }

  int64_t maps_ = 0, height_ = 0;
  Map<float> rows_;  // of all maps
};

}  // namespace panet
