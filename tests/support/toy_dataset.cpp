#include "toy_dataset.h"

#include <fmt/format.h>

namespace panet::test {
namespace {

struct Disk {
  double x, y, radius;

  bool contains(int64_t column, int64_t row) const {
    const double dx = static_cast<double>(column) + 0.5 - x;
    const double dy = static_cast<double>(row) + 0.5 - y;
    return dx * dx + dy * dy < radius * radius;
  }
};

Mask mask_of(const Disk& disk, PictureSize size) {
  Mask mask(size);
  for (int64_t y = 0; y < size.height; ++y)
    for (int64_t x = 0; x < size.width; ++x) mask.at(y, x) = disk.contains(x, y) ? 1 : 0;
  return mask;
}

// Colours far apart, one a class; 0 is the ground's.
Colour colour(int number) {
  return {static_cast<uint8_t>(40 + 53 * number % 200),
          static_cast<uint8_t>(230 - 97 * number % 200),
          static_cast<uint8_t>(60 + 31 * number % 180)};
}

Disk disk_of(PictureSize size, double step) {
  const auto height = static_cast<double>(size.height), width = static_cast<double>(size.width);
  return {.x = width * (0.3 + 0.4 * step),
          .y = height * (0.6 - 0.2 * step),
          .radius = height * (0.2 + 0.15 * step)};
}

}  // namespace

ToyDataset::ToyDataset(int class_count, int pictures_per_class, PictureSize size) {
  for (int id = 1; id <= class_count; ++id)
    classes_.push_back({.id = id, .name = fmt::format("class {}", id), .pictures = {}});
  for (int id = 1; id <= class_count; ++id) {
    for (int i = 0; i < pictures_per_class; ++i) {
      auto mask = mask_of(disk_of(size, static_cast<double>(i) / pictures_per_class), size);
      auto picture = mapped<Picture>(
          mask, [id](uint8_t is_inside) { return is_inside ? colour(id) : colour(0); });
      PictureLabels labels = {.size = size};
      labels.masks[id] = std::move(mask);
      add(fmt::format("{}-{}", id, i), std::move(picture), std::move(labels));
    }
  }
}

Picture ToyDataset::picture(std::size_t index) const {
  ++pictures_read_;
  return pictures_.at(index).copy();
}

PictureLabels ToyDataset::labels(std::size_t index, PictureSize /*size*/) const {
  return labels_.at(index).copy();
}

std::size_t ToyDataset::add(const std::string& name, Picture picture, PictureLabels labels) {
  const std::size_t index = pictures_.size();
  for (auto& c : classes_)
    if (labels.masks.contains(c.id)) c.pictures.push_back(index);
  picture_names_.push_back(name);
  pictures_.push_back(std::move(picture));
  labels_.push_back(std::move(labels));
  return index;
}

}  // namespace panet::test
