#include "train/base_head.h"

#include <ATen/CPUGeneratorImpl.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "image/mask.h"
#include "panet/base/error.h"
#include "panet/episode/episode_annotation.h"
#include "panet/image/void_label.h"

namespace panet {
namespace {

constexpr std::size_t kMostClasses = 254;  // a label is a byte, and 255 is void

}  // namespace

BaseHead::BaseHead(const TrainingData& data, int64_t channels, uint64_t seed,
                   torch::Device device) {
  auto dice = at::make_generator<at::CPUGeneratorImpl>(seed);
  for (const auto& fold : data.folds) {
    if (fold.classes.size() > kMostClasses)
      throw Error(
          fmt::format("base.weight: {} classes in one data set, {} at most; choose some "
                      "of data.root's with data.classes",
                      fold.classes.size(), kMostClasses));
    const auto rows = std::ssize(fold.classes) + 1;
    const auto length = std::sqrt(static_cast<double>(channels));
    const auto drawn = torch::randn({rows, channels}, dice) / length;
    prototypes_.push_back(drawn.to(device).requires_grad_());
  }
}

TorchTensors BaseHead::tensors() const {
  TorchTensors tensors;
  for (std::size_t i = 0; i < prototypes_.size(); ++i)
    tensors[fmt::format("base_head.{}", i)] = prototypes_[i];
  return tensors;
}

std::vector<int> class_ids(const Dataset& dataset, const Fold& fold) {
  std::vector<int> ids;
  std::transform(fold.classes.begin(), fold.classes.end(), std::back_inserter(ids),
                 [&](std::size_t c) { return dataset.classes().at(c).id; });
  return ids;
}

Labels base_labels(const PictureLabels& labels, const std::vector<int>& classes) {
  auto map = query_labels(labels, classes);
  const auto background = where(map, uint8_t{0});
  for (const auto& [id, mask] : labels.masks)
    if (std::find(classes.begin(), classes.end(), id) == classes.end())
      fill_where(map, mask & background, kVoid);
  return map;
}

}  // namespace panet
