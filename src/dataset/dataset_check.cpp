#include "dataset/dataset_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "base/parallel_progress.h"
#include "image/mask.h"
#include "panet/base/error.h"

namespace panet {
namespace {

struct PictureCheck {
  int64_t pixels = 0;
  std::map<int, int64_t> area_of_class;  // by class id, in pixels
  std::string problem;                   // empty where there is none
};

// An outline may be smaller than a pixel: then the picture shows nothing of the class.
void check_area(PictureCheck& check, int64_t area, const std::string& picture,
                const DatasetClass& one) {
  if (area > 0) {
    check.area_of_class[one.id] = area;
  } else if (check.problem.empty()) {
    check.problem = fmt::format("{}: no pixel of its annotation is of {}", picture, one.name);
  }
}

PictureCheck check_picture(const Dataset& dataset, std::size_t index) {
  PictureCheck check;
  try {
    const auto labels = read_labelled_picture(dataset, index).labels;
    check.pixels = labels.size.height * labels.size.width;
    for (const auto& [id, mask] : labels.masks)
      check_area(check, count(mask), dataset.picture_names()[index], dataset.class_of(id));
  } catch (const Error& error) {
    check.problem = error.what();
  }
  return check;
}

double median(std::vector<double> values) {
  const auto upper = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), upper, values.end());
  if (values.size() % 2 == 1) return *upper;
  return (*upper + *std::max_element(values.begin(), upper)) / 2;
}

ClassStatistics statistics_of(int class_id, const std::vector<PictureCheck>& checks) {
  std::vector<double> areas;
  int64_t pixels = 0, class_pixels = 0;
  for (const auto& check : checks) {
    pixels += check.pixels;
    const auto found = check.area_of_class.find(class_id);
    if (found == check.area_of_class.end()) continue;
    class_pixels += found->second;
    areas.push_back(static_cast<double>(found->second) / static_cast<double>(check.pixels));
  }
  if (areas.empty()) return {};
  return {.pictures = areas.size(),
          .pixel_share = static_cast<double>(class_pixels) / static_cast<double>(pixels),
          .median_area = median(areas),
          .smallest_area = *std::min_element(areas.begin(), areas.end())};
}

}  // namespace

DatasetCheck check_dataset(const Dataset& dataset, const DatasetCheckOptions& options) {
  std::vector<PictureCheck> checks(dataset.picture_names().size());
  parallel_with_progress(checks.size(), options.on_progress,
                         [&](std::size_t i) { checks[i] = check_picture(dataset, i); });
  DatasetCheck whole = {.pictures = checks.size(), .classes = {}, .problems = dataset.problems()};
  for (auto& check : checks)
    if (!check.problem.empty()) whole.problems.push_back(std::move(check.problem));
  for (const auto& c : dataset.classes()) {
    whole.classes.push_back(statistics_of(c.id, checks));
    const std::size_t pictures = whole.classes.back().pictures;
    if (pictures <= options.shots)
      whole.problems.push_back(
          fmt::format("class {}: {} picture(s), where {} shot(s) and a query need {}", c.name,
                      pictures, options.shots, options.shots + 1));
  }
  return whole;
}

}  // namespace panet
