#include "dataset/coco_dataset.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <string_view>

#include "annotation/picture_size.h"
#include "base/error_context.h"
#include "base/name_list.h"
#include "dataset/coco_index.h"
#include "dataset/coco_pictures.h"
#include "dataset/coco_segmentation.h"
#include "dataset/coco_sets.h"
#include "dataset/missing_pictures.h"
#include "image/mask.h"
#include "image/picture_size.h"
#include "panet/base/error.h"
#include "panet/base/note.h"
#include "panet/image/decode.h"

namespace panet {
namespace fs = std::filesystem;

namespace {

constexpr std::size_t kCocoClasses = 80;  // COCO's own, of which none may be wanting

constexpr double kOfPixel = 4;  // laid over, in pixels that are filled

// Calls visit(y, x) for each pixel of the mask in a box.
template <typename Visit>
void for_each_pixel(const Mask& mask, const ShapeBox& box, Visit visit) {
  for (int64_t y = box.top; y < box.bottom; ++y)
    for (int64_t x = box.left; x < box.right; ++x)
      if (mask.at(y, x) != 0) visit(y, x);
}

// Gives the pixels of an object, which lies in a box, the next number, except where a smaller one
// or one as large lies. areas: by number, 0 standing for no object. The mask is empty again then.
void lay_over(Instances& numbers, Mask& mask, const ShapeBox& box, std::vector<int64_t>& areas) {
  const auto number = static_cast<int32_t>(areas.size());
  int64_t area = 0;
  for_each_pixel(mask, box, [&](int64_t, int64_t) { ++area; });
  areas.push_back(area);
  for_each_pixel(mask, box, [&](int64_t y, int64_t x) {
    auto& below = numbers.at(y, x);
    if (areas[static_cast<std::size_t>(below)] > area) below = number;
    mask.at(y, x) = 0;
  });
}

class CocoDataset : public Dataset {
 public:
  CocoDataset(const fs::path& root, const DatasetOptions& options)
      : root_(root),
        set_(find_coco_set(root, options.image_set)),
        file_(root / set_.file),
        index_(file_),
        finder_(root_, set_) {
    image_set_ = set_.name;
    find_pictures(options);
    name_pictures();
    find_classes();
  }

  Picture picture(std::size_t index) const override {
    const auto& file = files_[index];
    if (file.empty())
      throw Error(fmt::format("{}: no such picture: {}", file_.string(),
                              finder_.where_looked(*pictures_[index])));
    return decode_picture(root_ / file);
  }

  PictureLabels labels(std::size_t index, PictureSize size) const override {
    const CocoPicture& picture = *pictures_[index];
    with_context(fmt::format("{}: picture {}", file_.string(), picture.file_name),
                 [&] { expect_size(picture.size, size); });
    const auto annotations = index_.by_category(picture);
    with_context(fmt::format("{}: picture {}", file_.string(), picture.file_name),
                 [&] { check_picture_memory(size.height, size.width, std::ssize(annotations)); });
    PictureLabels labels{.size = size};
    DrawingEffort effort(size);
    for (const auto& [category, objects] : annotations)
      labels.masks.emplace(static_cast<int>(category), mask_of(objects, size, effort));
    return labels;
  }

  ClassAreas areas(std::size_t index) const override {
    const PictureSize size = pictures_[index]->size;
    ClassAreas areas = {.picture = size.height * size.width, .classes = {}};
    DrawingEffort effort(size);
    for (const auto& [category, objects] : index_.by_category(*pictures_[index]))
      areas.classes[static_cast<int>(category)] = count(mask_of(objects, size, effort));
    return areas;
  }

  // Where objects overlap a pixel belongs to the smallest: a cup stays visible before its table.
  Instances instances(std::size_t index, int class_id, const PictureLabels& labels) const override {
    Instances numbers(labels.size);
    std::vector<int64_t> areas = {std::numeric_limits<int64_t>::max()};  // by number
    Mask mask(labels.size);
    DrawingEffort effort(labels.size);
    for (const auto& annotation : index_.annotations_of(*pictures_[index])) {
      if (annotation.category_id != class_id) continue;
      const ShapeBox box = draw(mask, annotation, effort);
      effort.spend(kOfPixel * box.pixels());
      lay_over(numbers, mask, box, areas);
    }
    return numbers;
  }

 private:
  Mask mask_of(const CocoIndex::Annotations& objects, PictureSize size,
               DrawingEffort& effort) const {
    effort.spend_on_mask();
    Mask mask(size);
    for (const CocoAnnotation* object : objects) draw(mask, *object, effort);
    return mask;
  }

  ShapeBox draw(Mask& mask, const CocoAnnotation& annotation, DrawingEffort& effort) const {
    return with_context(fmt::format("{}: annotation {}", file_.string(), annotation.id), [&] {
      return draw_coco_segmentation(mask, annotation.segmentation, effort);
    });
  }

  // Those that are there, or all; panet::Error where some are missing and may not.
  void find_pictures(const DatasetOptions& options) {
    const auto& listed = index_.pictures();
    const bool keep_missing = options.keep_broken && !options.allow_missing;
    const auto found = finder_.find(listed, options.on_progress);
    std::vector<const CocoPicture*> missing;
    for (std::size_t i = 0; i < listed.size(); ++i) {
      if (found[i].empty()) missing.push_back(&listed[i]);
      if (found[i].empty() && !keep_missing) continue;
      pictures_.push_back(&listed[i]);
      files_.push_back(found[i]);
    }
    const bool is_allowed = keep_missing || (options.allow_missing && !pictures_.empty());
    if (!missing.empty() && !is_allowed)
      throw MissingPictures(fmt::format(
          "{}: {} of the {} listed pictures are missing; the first of them is {}", file_.string(),
          missing.size(), listed.size(), finder_.where_looked(*missing.front())));
  }

  // By their file names without the endings; with these where two differ by nothing else.
  void name_pictures() {
    std::map<fs::path, int> times;
    for (const auto* picture : pictures_)
      ++times[slashed_name(picture->file_name).replace_extension()];
    std::map<fs::path, const CocoPicture*> named;
    for (const auto* picture : pictures_) {
      const auto file = slashed_name(picture->file_name);
      const auto stem = fs::path(file).replace_extension();
      if (const auto [other, is_new] = named.try_emplace(file, picture); !is_new)
        throw Error(fmt::format("{}: pictures {} and {} have the same name, {}", file_.string(),
                                other->second->id, picture->id, file.string()));
      picture_names_.push_back((times[stem] == 1 ? stem : file).string());
    }
  }

  // Roboflow lists the whole data set's name as a category, others those of their other sets.
  void leave_out_unused() {
    const auto used = index_.used_categories();
    std::vector<std::string> unused;
    std::erase_if(classes_, [&](const DatasetClass& one) {
      const bool is_unused = !std::ranges::binary_search(used, one.id);
      if (is_unused) unused.push_back(one.name);
      return is_unused;
    });
    if (!unused.empty() && !classes_.empty())
      note(fmt::format("{}: no outline is of {}, which are left out of the classes", file_.string(),
                       name_list(unused)));
  }

  void find_classes() {
    for (const auto& category : index_.categories())
      classes_.push_back({.id = static_cast<int>(category.id), .name = category.name});
    if (classes_.size() != kCocoClasses) leave_out_unused();
    for (std::size_t i = 0; i < pictures_.size(); ++i)
      for (const auto& annotation : index_.annotations_of(*pictures_[i])) {
        auto& pictures =
            std::ranges::lower_bound(classes_, annotation.category_id, {}, &DatasetClass::id)
                ->pictures;
        if (pictures.empty() || pictures.back() != i) pictures.push_back(i);
      }
  }

  fs::path root_;
  CocoSet set_;
  fs::path file_;
  CocoIndex index_;
  CocoPictures finder_;
  std::vector<const CocoPicture*> pictures_;  // those of the index that are there
  std::vector<fs::path> files_;               // of pictures_, below the root; empty where missing
};

}  // namespace

std::unique_ptr<Dataset> open_coco_dataset(const fs::path& root, const DatasetOptions& options) {
  return std::make_unique<CocoDataset>(root, options);
}

}  // namespace panet
