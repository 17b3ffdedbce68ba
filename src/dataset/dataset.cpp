#include "panet/dataset/dataset.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <opencv2/imgproc.hpp>
#include <set>

#include "base/parallel_progress.h"
#include "image/mask.h"
#include "image/opencv_view.h"
#include "panet/base/error.h"

namespace panet {
namespace {

bool is_large(int64_t area, int64_t of_picture, const LeastArea& least) {
  return area >= least.pixels &&
         static_cast<double>(area) >= least.share * static_cast<double>(of_picture);
}

// The classes that cover at least so much of the picture; nothing where that cannot be told.
std::optional<std::set<int>> large_classes(const Dataset& dataset, std::size_t picture,
                                           const LeastArea& least) {
  try {
    const auto areas = dataset.areas(picture);
    std::set<int> large;
    for (const auto& [id, area] : areas.classes)
      if (is_large(area, areas.picture, least)) large.insert(id);
    return large;
  } catch (const Error&) {
    return std::nullopt;
  }
}

}  // namespace

PictureLabels PictureLabels::copy() const {
  PictureLabels copied = {.size = size,
                          .masks = {},
                          .void_pixels = void_pixels.copy(),
                          .unlabelled = unlabelled.copy()};
  for (const auto& [id, mask] : masks) copied.masks[id] = mask.copy();
  return copied;
}

bool DatasetClass::is_in(std::size_t picture) const {
  return std::ranges::binary_search(pictures, picture) ||
         std::ranges::binary_search(small, picture);
}

const DatasetClass& Dataset::class_of(int id) const {
  const auto found =
      std::find_if(classes_.begin(), classes_.end(), [id](const auto& c) { return c.id == id; });
  if (found == classes_.end()) throw Error(fmt::format("the data set has no class {}", id));
  return *found;
}

void Dataset::leave_out_small(
    const LeastArea& least,
    const std::function<void(std::size_t done, std::size_t total)>& on_progress) {
  least_area_ = least;
  std::set<std::size_t> listed;
  for (const auto& c : classes_) listed.insert(c.pictures.begin(), c.pictures.end());
  const std::vector<std::size_t> pictures(listed.begin(), listed.end());
  std::vector<std::optional<std::set<int>>> large(picture_names_.size());
  parallel_with_progress(pictures.size(), on_progress, [&](std::size_t i) {
    large[pictures[i]] = large_classes(*this, pictures[i], least);
  });
  for (auto& c : classes_) {
    const auto is_small = [&](std::size_t picture) {
      return large[picture] && !large[picture]->contains(c.id);
    };
    std::ranges::copy_if(c.pictures, std::back_inserter(c.small), is_small);
    std::erase_if(c.pictures, is_small);
  }
}

ClassAreas Dataset::areas(std::size_t index) const {
  return areas_of(read_labelled_picture(*this, index).labels);
}

Instances Dataset::instances(std::size_t /*index*/, int class_id,
                             const PictureLabels& labels) const {
  const auto found = labels.masks.find(class_id);
  Instances components(labels.size);
  if (found == labels.masks.end() || components.empty()) return components;
  const auto mask = mat_view(found->second);
  cv::Mat numbered(mask.rows, mask.cols, CV_32S, components.all().data());
  cv::connectedComponents(mask, numbered, 8, CV_32S);
  return components;
}

std::optional<Annotation> Dataset::scribble(std::size_t /*index*/, int /*class_id*/,
                                            PictureSize /*size*/) const {
  return std::nullopt;
}

LabelledPicture read_labelled_picture(const Dataset& dataset, std::size_t index) {
  auto picture = dataset.picture(index);
  auto labels = dataset.labels(index, picture.dimensions());
  return {std::move(picture), std::move(labels)};
}

ClassAreas areas_of(const PictureLabels& labels) {
  ClassAreas areas = {.picture = labels.size.height * labels.size.width, .classes = {}};
  for (const auto& [id, mask] : labels.masks) areas.classes[id] = count(mask);
  return areas;
}

}  // namespace panet
