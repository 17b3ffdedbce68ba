#include "panet/data/coco_dataset.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>

#include "data/coco_index.h"
#include "data/coco_segmentation.h"
#include "data/error_context.h"
#include "data/name_list.h"
#include "data/picture_size.h"
#include "panet/data/missing_pictures.h"
#include "panet/file/error.h"
#include "panet/image/decode.h"

namespace panet {
namespace fs = std::filesystem;

namespace {

constexpr std::string_view kPrefix = "instances_", kEnding = ".json";

// The sets that have annotations, "train2017" and the like, in order.
std::vector<std::string> sets_in(const fs::path& folder) {
  if (!fs::is_directory(folder))
    throw Error(fmt::format("{}: no such folder; COCO's holds instances_*.json", folder.string()));
  std::vector<std::string> sets;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const auto name = entry.path().filename().string();
    if (entry.is_regular_file() && name.size() > kPrefix.size() + kEnding.size() &&
        name.starts_with(kPrefix) && name.ends_with(kEnding))
      sets.push_back(name.substr(kPrefix.size(), name.size() - kPrefix.size() - kEnding.size()));
  }
  std::sort(sets.begin(), sets.end());
  return sets;
}

bool is_year_of(std::string_view set, std::string_view name) {
  return set.size() > name.size() && set.starts_with(name) &&
         set.find_first_not_of("0123456789", name.size()) == std::string_view::npos;
}

// The set of that name or, where there is none, the only one that has a year behind it.
std::string find_set(const fs::path& folder, const std::string& name) {
  const auto sets = sets_in(folder);
  if (std::find(sets.begin(), sets.end(), name) != sets.end()) return name;
  std::vector<std::string> of_a_year;
  for (const auto& set : sets)
    if (is_year_of(set, name)) of_a_year.push_back(set);
  if (of_a_year.size() == 1) return of_a_year.front();
  if (of_a_year.empty())
    throw Error(fmt::format("{}: no {}{}{}; there are: {}", folder.string(), kPrefix, name, kEnding,
                            sets.empty() ? "none" : name_list(sets)));
  throw Error(fmt::format("{}: {} is there of several years, name one of them: {}", folder.string(),
                          name, name_list(of_a_year)));
}

class CocoDataset : public Dataset {
 public:
  CocoDataset(const fs::path& root, const DatasetOptions& options)
      : set_(find_set(root / "annotations", options.image_set)),
        pictures_folder_(root / set_),
        file_(root / "annotations" / fmt::format("{}{}{}", kPrefix, set_, kEnding)),
        index_(file_) {
    find_pictures(options);
    name_pictures();
    find_classes();
  }

  torch::Tensor picture(std::size_t index) const override {
    return decode_picture(picture_file(*pictures_[index]));
  }

  PictureLabels labels(std::size_t index, PictureSize size) const override {
    const CocoPicture& picture = *pictures_[index];
    with_context(fmt::format("{}: picture {}", file_.string(), picture.file_name),
                 [&] { expect_size(picture.size, size); });
    PictureLabels labels{.size = size};
    for (const auto& annotation : index_.annotations_of(picture)) {
      auto& mask = labels.masks[static_cast<int>(annotation.category_id)];
      if (!mask.defined()) mask = torch::zeros({size.height, size.width}, torch::kUInt8);
      draw(mask, annotation);
    }
    return labels;
  }

  // Where objects overlap a pixel belongs to the smallest: a cup stays visible before its table.
  torch::Tensor instances(std::size_t index, int class_id,
                          const PictureLabels& labels) const override {
    auto numbers = torch::zeros({labels.size.height, labels.size.width}, torch::kInt32);
    auto areas = torch::full(numbers.sizes(), numbers.numel() + 1, torch::kInt64);
    int number = 0;
    for (const auto& annotation : index_.annotations_of(*pictures_[index])) {
      if (annotation.category_id != class_id) continue;
      auto mask = torch::zeros(numbers.sizes(), torch::kUInt8);
      draw(mask, annotation);
      const auto area = mask.sum();
      const auto is_smallest = mask.logical_and(areas.gt(area));
      numbers.masked_fill_(is_smallest, ++number);
      areas.masked_fill_(is_smallest, area);
    }
    return numbers;
  }

 private:
  fs::path picture_file(const CocoPicture& picture) const {
    return pictures_folder_ / picture.file_name;
  }

  void draw(torch::Tensor& mask, const CocoAnnotation& annotation) const {
    with_context(fmt::format("{}: annotation {}", file_.string(), annotation.id),
                 [&] { draw_coco_segmentation(mask, annotation.segmentation); });
  }

  // Those that are there, or all; panet::Error where some are missing and may not.
  void find_pictures(const DatasetOptions& options) {
    const auto& listed = index_.pictures();
    const bool keep_missing = options.keep_broken && !options.allow_missing;
    std::vector<std::string> missing;
    for (const auto& picture : listed) {
      const auto file = picture_file(picture);
      const bool is_there = fs::is_regular_file(file);
      if (!is_there) missing.push_back(file.string());
      if (is_there || keep_missing) pictures_.push_back(&picture);
      options.on_progress(static_cast<std::size_t>(&picture - listed.data()) + 1, listed.size());
    }
    const bool is_allowed = keep_missing || (options.allow_missing && !pictures_.empty());
    if (!missing.empty() && !is_allowed)
      throw MissingPictures(
          fmt::format("{}: {} of the {} listed pictures are missing, the first of them {}",
                      file_.string(), missing.size(), listed.size(), missing.front()));
  }

  void name_pictures() {
    std::map<std::string, const CocoPicture*> named;
    for (const auto* picture : pictures_) {
      auto name = fs::path(picture->file_name).replace_extension().string();
      if (const auto [other, is_new] = named.try_emplace(name, picture); !is_new)
        throw Error(fmt::format("{}: pictures {} and {} have the same name, {}", file_.string(),
                                other->second->id, picture->id, name));
      picture_names_.push_back(std::move(name));
    }
  }

  void find_classes() {
    for (const auto& category : index_.categories())
      classes_.push_back({.id = static_cast<int>(category.id), .name = category.name});
    for (std::size_t i = 0; i < pictures_.size(); ++i)
      for (const auto& annotation : index_.annotations_of(*pictures_[i])) {
        auto& pictures =
            std::ranges::lower_bound(classes_, annotation.category_id, {}, &DatasetClass::id)
                ->pictures;
        if (pictures.empty() || pictures.back() != i) pictures.push_back(i);
      }
  }

  std::string set_;  // with its year
  fs::path pictures_folder_, file_;
  CocoIndex index_;
  std::vector<const CocoPicture*> pictures_;  // those of the index that are there
};

}  // namespace

std::unique_ptr<Dataset> open_coco_dataset(const fs::path& root, const DatasetOptions& options) {
  return std::make_unique<CocoDataset>(root, options);
}

}  // namespace panet
