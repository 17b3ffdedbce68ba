#include "dataset/joined_dataset.h"

#include <algorithm>

namespace panet {
namespace {

// The same labels with other class ids.
PictureLabels with_ids_moved(PictureLabels labels, int by) {
  std::map<int, Mask> moved;
  for (auto& [id, mask] : labels.masks) moved[id + by] = std::move(mask);
  labels.masks = std::move(moved);
  return labels;
}

}  // namespace

JoinedDataset::JoinedDataset(std::vector<Part> parts) {
  image_set_ = parts.at(0).dataset->image_set();
  for (auto& part : parts) add(std::move(part));
}

void JoinedDataset::add(Part part) {
  const auto& dataset = *part.dataset;
  const std::string prefix = parts_.empty() ? "" : part.name + "/";
  Placed placed = {.first_picture = picture_names_.size(),
                   .first_class = classes_.size(),
                   .id_offset = classes_.empty() ? 0 : classes_.back().id};
  for (auto c : dataset.classes()) {
    c.id += placed.id_offset;
    c.name = prefix + c.name;
    for (auto& picture : c.pictures) picture += placed.first_picture;
    classes_.push_back(std::move(c));
  }
  for (const auto& name : dataset.picture_names()) picture_names_.push_back(prefix + name);
  problems_.insert(problems_.end(), dataset.problems().begin(), dataset.problems().end());
  placed.dataset = std::move(part.dataset);
  parts_.push_back(std::move(placed));
}

Fold JoinedDataset::fold_here(std::size_t part, const Fold& fold) const {
  auto here = fold;
  for (auto& c : here.classes) c += parts_.at(part).first_class;
  return here;
}

const JoinedDataset::Placed& JoinedDataset::part_of(std::size_t picture) const {
  const auto next = std::find_if(parts_.begin() + 1, parts_.end(),
                                 [&](const Placed& part) { return part.first_picture > picture; });
  return *std::prev(next);
}

Picture JoinedDataset::picture(std::size_t index) const {
  const auto& part = part_of(index);
  return part.dataset->picture(index - part.first_picture);
}

PictureLabels JoinedDataset::labels(std::size_t index, PictureSize size) const {
  const auto& part = part_of(index);
  return with_ids_moved(part.dataset->labels(index - part.first_picture, size), part.id_offset);
}

Instances JoinedDataset::instances(std::size_t index, int class_id,
                                   const PictureLabels& labels) const {
  const auto& part = part_of(index);
  if (part.id_offset == 0)
    return part.dataset->instances(index - part.first_picture, class_id, labels);
  return part.dataset->instances(index - part.first_picture, class_id - part.id_offset,
                                 with_ids_moved(labels.copy(), -part.id_offset));
}

std::optional<Annotation> JoinedDataset::scribble(std::size_t index, int class_id,
                                                  PictureSize size) const {
  const auto& part = part_of(index);
  return part.dataset->scribble(index - part.first_picture, class_id - part.id_offset, size);
}

}  // namespace panet
