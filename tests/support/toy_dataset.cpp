#include "toy_dataset.h"

#include <fmt/format.h>

namespace panet::test {
namespace {

torch::Tensor disk(PictureSize size, double centre_x, double centre_y, double radius) {
  const auto y = torch::arange(size.height).unsqueeze(1) + 0.5 - centre_y;
  const auto x = torch::arange(size.width).unsqueeze(0) + 0.5 - centre_x;
  return (x * x + y * y < radius * radius).to(torch::kUInt8);
}

// Colours far apart, one a class; 0 is the ground's.
torch::Tensor colour(int number) {
  return torch::tensor({40 + 53 * number % 200, 230 - 97 * number % 200, 60 + 31 * number % 180},
                       torch::kUInt8);
}

}  // namespace

ToyDataset::ToyDataset(int class_count, int pictures_per_class, PictureSize size) {
  for (int id = 1; id <= class_count; ++id)
    classes_.push_back({.id = id, .name = fmt::format("class {}", id), .pictures = {}});
  for (int id = 1; id <= class_count; ++id) {
    for (int i = 0; i < pictures_per_class; ++i) {
      const double step = static_cast<double>(i) / pictures_per_class;
      const auto mask = disk(size, size.width * (0.3 + 0.4 * step),
                             size.height * (0.6 - 0.2 * step), size.height * (0.2 + 0.15 * step));
      const auto inside = mask.to(torch::kBool).unsqueeze(2);
      PictureLabels labels = {.size = size};
      labels.masks[id] = mask;
      add(fmt::format("{}-{}", id, i), torch::where(inside, colour(id), colour(0)).contiguous(),
          labels);
    }
  }
}

torch::Tensor ToyDataset::picture(std::size_t index) const {
  ++pictures_read_;
  return pictures_.at(index);
}

PictureLabels ToyDataset::labels(std::size_t index, PictureSize /*size*/) const {
  return labels_.at(index);
}

std::size_t ToyDataset::add(const std::string& name, torch::Tensor picture, PictureLabels labels) {
  const std::size_t index = pictures_.size();
  for (auto& c : classes_)
    if (labels.masks.contains(c.id)) c.pictures.push_back(index);
  picture_names_.push_back(name);
  pictures_.push_back(std::move(picture));
  labels_.push_back(std::move(labels));
  return index;
}

}  // namespace panet::test
