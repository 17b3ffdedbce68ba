#include "panet/data/dataset.h"

#include <fmt/format.h>

#include <algorithm>
#include <opencv2/imgproc.hpp>
#include <set>

#include "data/parallel_progress.h"
#include "panet/file/error.h"

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
  for (auto& c : classes_)
    std::erase_if(c.pictures, [&](std::size_t picture) {
      return large[picture] && !large[picture]->contains(c.id);
    });
}

ClassAreas Dataset::areas(std::size_t index) const {
  return areas_of(read_labelled_picture(*this, index).labels);
}

torch::Tensor Dataset::instances(std::size_t /*index*/, int class_id,
                                 const PictureLabels& labels) const {
  const auto found = labels.masks.find(class_id);
  auto components = torch::zeros({labels.size.height, labels.size.width}, torch::kInt32);
  if (found == labels.masks.end() || components.numel() == 0) return components;
  const auto mask = found->second.contiguous();
  const int height = static_cast<int>(mask.size(0)), width = static_cast<int>(mask.size(1));
  cv::Mat numbered(height, width, CV_32S, components.data_ptr<int32_t>());
  cv::connectedComponents(cv::Mat(height, width, CV_8U, mask.data_ptr<uint8_t>()), numbered, 8,
                          CV_32S);
  return components;
}

std::optional<Annotation> Dataset::scribble(std::size_t /*index*/, int /*class_id*/,
                                            PictureSize /*size*/) const {
  return std::nullopt;
}

LabelledPicture read_labelled_picture(const Dataset& dataset, std::size_t index) {
  auto picture = dataset.picture(index);
  auto labels = dataset.labels(index, {.height = picture.size(0), .width = picture.size(1)});
  return {std::move(picture), std::move(labels)};
}

ClassAreas areas_of(const PictureLabels& labels) {
  ClassAreas areas = {.picture = labels.size.height * labels.size.width, .classes = {}};
  for (const auto& [id, mask] : labels.masks) areas.classes[id] = mask.sum().item<int64_t>();
  return areas;
}

}  // namespace panet
