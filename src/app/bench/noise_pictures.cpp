#include "app/bench/noise_pictures.h"

#include <fmt/format.h>

#include <random>

#include "panet/image/shapes.h"

namespace panet::bench {
namespace {

Picture noise(PictureSize size, uint32_t seed) {
  std::mt19937 random(seed);
  auto picture = Picture::uninitialised(size);
  for (auto& colour : picture.all())
    for (auto& channel : colour) channel = static_cast<uint8_t>(random() >> 24);
  return picture;
}

Mask rectangle(PictureSize size) {
  Mask mask(size);
  const auto height = static_cast<double>(size.height), width = static_cast<double>(size.width);
  fill_rectangle(mask, {.x = width / 4, .y = height / 4}, {.x = width / 2, .y = height * 3 / 4});
  return mask;
}

}  // namespace

NoisePictures::NoisePictures(std::size_t count, PictureSize size) {
  classes_.push_back({.id = 1, .name = "rectangle", .pictures = {}});
  for (std::size_t i = 0; i < count; ++i) {
    classes_[0].pictures.push_back(i);
    picture_names_.push_back(fmt::format("noise {}", i));
    pictures_.push_back(noise(size, static_cast<uint32_t>(i)));
  }
}

Picture NoisePictures::picture(std::size_t index) const {
  return pictures_.at(index).copy();
}

PictureLabels NoisePictures::labels(std::size_t /*index*/, PictureSize size) const {
  PictureLabels labels = {.size = size};
  labels.masks[1] = rectangle(size);
  return labels;
}

}  // namespace panet::bench
