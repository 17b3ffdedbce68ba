#include "dataset/voc_dataset.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>

#include "annotation/label_list.h"
#include "annotation/picture_size.h"
#include "base/error_context.h"
#include "base/option_name.h"
#include "base/parallel_progress.h"
#include "dataset/missing_pictures.h"
#include "dataset/voc_layout.h"
#include "image/mask.h"
#include "image/png.h"
#include "panet/base/error.h"
#include "panet/base/note.h"
#include "panet/image/decode.h"
#include "panet/image/void_label.h"

namespace panet {
namespace fs = std::filesystem;

namespace {

void expect_classes(const Labels& labels) {
  const auto is_wrong = [highest = voc_class_names().size()](uint8_t label) {
    return label > highest && label != kVoid;
  };
  const auto wrong = std::ranges::find_if(labels.all(), is_wrong);
  if (wrong == labels.all().end()) return;
  const auto all_wrong =
      mapped<Labels>(labels, [&](uint8_t label) { return is_wrong(label) ? label : *wrong; });
  throw Error(fmt::format("label {} out of range; VOC has 0 to 20, and 255 for void",
                          label_list(all_wrong)));
}

// The labels of an index PNG, none of them beyond the classes but void.
Labels read_class_labels(const fs::path& file) {
  Png png = read_png(file);
  return with_context(file.string(), [&] {
    if (png.labels.empty())
      throw Error("a colour picture, where an index (palette or grey) PNG of class labels is due");
    expect_classes(png.labels);
    return std::move(png.labels);
  });
}

ClassAreas areas_in(const Labels& labels) {
  std::array<int64_t, 256> counts{};
  for (const uint8_t label : labels.all()) ++counts[label];
  ClassAreas areas = {.picture = std::ssize(labels.all()), .classes = {}};
  for (int label = 1; label < kVoid; ++label)
    if (const auto count = counts[static_cast<std::size_t>(label)]; count > 0)
      areas.classes[label] = count;
  return areas;
}

bool has_void(const Labels& labels) {
  return std::ranges::find(labels.all(), kVoid) != labels.all().end();
}

fs::path first_folder(const fs::path& root, const std::vector<std::string>& names) {
  for (const auto& name : names)
    if (fs::is_directory(root / name)) return root / name;
  return {};
}

class VocDataset : public Dataset {
 public:
  VocDataset(const fs::path& root, const DatasetOptions& options)
      : root_(voc_folder(root)),
        labels_(first_folder(root_, {"SegmentationClassAug", "SegmentationClass"})),
        pictures_by_id_(root_ / "JPEGImages", ".jpg"),
        labels_by_id_(labels_, ".png") {
    image_set_ = options.image_set.value_or("val");
    objects_ = first_folder(root_, {"SegmentationObjectAug", "SegmentationObject"});
    if (labels_.empty())
      throw Error(fmt::format("{}: neither SegmentationClassAug/ nor SegmentationClass/ is there",
                              root_.string()));
    picture_names_ = read_image_set(root_, image_set_);
    if (options.allow_missing || !options.keep_broken) set_missing_aside(options);
    find_classes(options);
  }

  Picture picture(std::size_t index) const override { return decode_picture(picture_file(index)); }

  PictureLabels labels(std::size_t index, PictureSize size) const override {
    const auto file = label_file(index);
    const auto map = read_class_labels(file);
    with_context(file.string(), [&] { expect_size(map.dimensions(), size); });
    PictureLabels labels = {.size = size};
    if (has_void(map)) labels.void_pixels = where(map, kVoid);
    for (const auto& [label, area] : areas_in(map).classes)
      labels.masks[label] = where(map, static_cast<uint8_t>(label));
    return labels;
  }

  ClassAreas areas(std::size_t index) const override { return areas_[index]; }

  Instances instances(std::size_t index, int class_id, const PictureLabels& labels) const override {
    const auto file = objects_ / (picture_names_[index] + ".png");
    if (objects_.empty() || !fs::exists(file) || !labels.masks.contains(class_id))
      return Dataset::instances(index, class_id, labels);
    const Png png = read_png(file);
    return with_context(file.string(), [&] {
      if (png.labels.empty()) throw Error("a colour picture, where an index PNG is due");
      expect_size(png.labels.dimensions(), labels.size);
      return mapped<Instances>(png.labels, labels.masks.at(class_id),
                               [](uint8_t number, uint8_t is_class) {
                                 return is_class && number != kVoid ? number : 0;
                               });
    });
  }

  std::optional<Annotation> scribble(std::size_t index, int class_id,
                                     PictureSize size) const override {
    const auto file = root_ / "Scribbles" / (picture_names_[index] + ".png");
    if (!fs::exists(file)) return std::nullopt;
    return read_scribble(file, size, class_id);
  }

 private:
  fs::path picture_file(std::size_t index) const { return pictures_by_id_[picture_names_[index]]; }
  fs::path label_file(std::size_t index) const { return labels_by_id_[picture_names_[index]]; }

  void set_missing_aside(const DatasetOptions& options) {
    std::vector<std::string> there, missing;
    for (std::size_t i = 0; i < picture_names_.size(); ++i) {
      const auto& id = picture_names_[i];
      if (pictures_by_id_.contains(id) && labels_by_id_.contains(id)) {
        there.push_back(id);
      } else {
        missing.push_back(
            (pictures_by_id_.contains(id) ? label_file(i) : picture_file(i)).string());
      }
    }
    if (!missing.empty() && (!options.allow_missing || there.empty()))
      throw MissingPictures(fmt::format(
          "{}: {} of the {} pictures listed in {}.txt are missing, the first of them {}",
          root_.string(), missing.size(), picture_names_.size(), image_set_, missing.front()));
    picture_names_ = std::move(there);
  }

  // Masks of one's own, black and white, are void all over in VOC's layout.
  void tell_void(bool keep) {
    auto problem = fmt::format(
        "{}: no label file holds a class: there are only 0, background, and 255, which in VOC's "
        "layout is void and counts nowhere; write the classes as 1 to 20 (aeroplane, bicycle, "
        "...), or lay pictures and masks out as CLASS/NAME.jpg and CLASS/NAME.png ({} folder)",
        labels_.string(), option_name("dataset"));
    if (!keep) return note(problem);
    problems_.push_back(std::move(problem));
  }

  void find_classes(const DatasetOptions& options) {
    areas_.resize(picture_names_.size());
    std::atomic<bool> is_any_void = false;
    parallel_with_progress(areas_.size(), options.on_progress, [&](std::size_t i) {
      try {
        const auto map = read_class_labels(label_file(i));
        areas_[i] = areas_in(map);
        if (areas_[i].classes.empty() && has_void(map)) is_any_void = true;
      } catch (const Error&) {
        if (!options.keep_broken) throw;
      }
    });
    const bool is_any_class = std::any_of(areas_.begin(), areas_.end(),
                                          [](const auto& one) { return !one.classes.empty(); });
    if (is_any_void && !is_any_class) tell_void(options.keep_broken);
    for (const auto& name : voc_class_names())
      classes_.push_back({.id = static_cast<int>(classes_.size()) + 1, .name = name});
    for (std::size_t i = 0; i < areas_.size(); ++i)
      for (const auto& [label, area] : areas_[i].classes)
        classes_[static_cast<std::size_t>(label) - 1].pictures.push_back(i);
  }

  fs::path root_, labels_, objects_;
  FilesById pictures_by_id_, labels_by_id_;
  std::vector<ClassAreas> areas_;  // all labels are read once, to find the classes
};

}  // namespace

const std::vector<std::string>& voc_class_names() {
  static const std::vector<std::string> names = {
      "aeroplane", "bicycle",     "bird",  "boat",        "bottle", "bus",      "car",
      "cat",       "chair",       "cow",   "diningtable", "dog",    "horse",    "motorbike",
      "person",    "pottedplant", "sheep", "sofa",        "train",  "tvmonitor"};
  return names;
}

std::unique_ptr<Dataset> open_voc_dataset(const fs::path& root, const DatasetOptions& options) {
  return std::make_unique<VocDataset>(root, options);
}

}  // namespace panet
