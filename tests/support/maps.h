#pragma once

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <limits>
#include <ostream>
#include <random>
#include <span>

#include "panet/image/map.h"

namespace panet {

// How GoogleTest shows a map that is not what was expected.
template <typename T, typename Meaning>
void PrintTo(const Map<T, Meaning>& map, std::ostream* out) {
  *out << map.height() << " x " << map.width();
  for (int64_t y = 0; y < map.height() && map.width() <= 32; ++y) {
    *out << '\n';
    for (const T& value : map.row(y)) *out << testing::PrintToString(value) << ' ';
  }
}

namespace test {

// A map written out, row by row: written<Labels>({{0, 1}, {2, 255}}).
template <typename To>
To written(std::initializer_list<std::initializer_list<typename To::value_type>> rows) {
  To map(std::ssize(rows), rows.size() == 0 ? 0 : std::ssize(*rows.begin()));
  int64_t y = 0;
  for (const auto& row : rows) std::ranges::copy(row, map.row(y++).begin());
  return map;
}

// A map of what `value_at(y, x)` says.
template <typename To, typename Function>
To made(int64_t height, int64_t width, Function value_at) {
  To map(height, width);
  for (int64_t y = 0; y < height; ++y)
    for (int64_t x = 0; x < width; ++x) map.at(y, x) = value_at(y, x);
  return map;
}

// Bytes below `end` that have nothing to do with each other, the same ones for a seed.
template <typename To>
To noise(int64_t height, int64_t width, unsigned end = 256, unsigned seed = 1) {
  To map(height, width);
  std::mt19937 random(seed);
  for (auto& byte : std::span(reinterpret_cast<uint8_t*>(map.all().data()), map.all().size_bytes()))
    byte = static_cast<uint8_t>(random() % end);
  return map;
}

// Rows top, top + 1, ... bottom - 1 of columns left, left + 1, ... right - 1.
template <typename T, typename Meaning>
Map<T, Meaning> part(const Map<T, Meaning>& map, int64_t top, int64_t bottom, int64_t left,
                     int64_t right) {
  return made<Map<T, Meaning>>(bottom - top, right - left,
                               [&](int64_t y, int64_t x) { return map.at(top + y, left + x); });
}

// One of the numbers of each pixel.
template <typename T, std::size_t channels, typename Meaning>
Map<T> channel(const Map<std::array<T, channels>, Meaning>& map, std::size_t which) {
  return mapped<Map<T>>(map, [which](const auto& pixel) { return pixel[which]; });
}

template <typename T, typename U>
double difference(const T& a, const U& b) {
  return std::abs(static_cast<double>(a) - static_cast<double>(b));
}
template <typename T, typename U, std::size_t channels>
double difference(const std::array<T, channels>& a, const std::array<U, channels>& b) {
  double largest = 0;
  for (std::size_t c = 0; c < channels; ++c) largest = std::max(largest, difference(a[c], b[c]));
  return largest;
}

// The largest difference of two numbers at one place; infinite where sizes differ.
template <typename T, typename MeaningA, typename U, typename MeaningB>
double max_difference(const Map<T, MeaningA>& a, const Map<U, MeaningB>& b) {
  if (a.dimensions() != b.dimensions()) return std::numeric_limits<double>::infinity();
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    largest = std::max(largest, difference(a.all()[i], b.all()[i]));
  return largest;
}

}  // namespace test
}  // namespace panet
