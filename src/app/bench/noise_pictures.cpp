#include "app/bench/noise_pictures.h"

#include <fmt/format.h>

namespace panet::bench {

NoisePictures::NoisePictures(std::size_t count, PictureSize size)
    : mask_(torch::zeros({size.height, size.width}, torch::kUInt8)) {
  mask_.slice(0, size.height / 4, size.height * 3 / 4).slice(1, size.width / 4, size.width / 2) = 1;
  classes_.push_back({.id = 1, .name = "rectangle", .pictures = {}});
  for (std::size_t i = 0; i < count; ++i) {
    classes_[0].pictures.push_back(i);
    picture_names_.push_back(fmt::format("noise {}", i));
    pictures_.push_back(torch::randint(0, 256, {size.height, size.width, 3}, torch::kUInt8));
  }
}

torch::Tensor NoisePictures::picture(std::size_t index) const {
  return pictures_.at(index);
}

PictureLabels NoisePictures::labels(std::size_t /*index*/, PictureSize size) const {
  PictureLabels labels = {.size = size};
  labels.masks[1] = mask_;
  return labels;
}

}  // namespace panet::bench
