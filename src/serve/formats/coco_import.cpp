#include <fmt/format.h>

#include <map>
#include <string>

#include "annotation/labelme_file.h"
#include "base/error_context.h"
#include "dataset/coco_index.h"
#include "dataset/coco_segmentation.h"
#include "image/drawing_effort.h"
#include "image/mask.h"
#include "panet/base/error.h"
#include "serve/formats/class_names.h"
#include "serve/formats/import_target.h"

namespace panet::serve {
namespace {

// All instances of a class in a picture.
Mask mask_of(const CocoIndex::Annotations& annotations, PictureSize size, DrawingEffort& effort) {
  effort.spend_on_mask();
  Mask mask(size);
  for (const CocoAnnotation* annotation : annotations)
    with_context(fmt::format("annotation {}", annotation->id),
                 [&] { draw_coco_segmentation(mask, annotation->segmentation, effort); });
  return mask;
}

std::string name_of(const CocoPicture& picture) {
  return picture.file_name.empty() ? fmt::format("picture {}", picture.id) : picture.file_name;
}

class CocoImport {
 public:
  CocoImport(ImportTarget& target, const CocoIndex& coco) : target_(target), coco_(coco) {
    for (const auto& category : coco.categories()) categories_.emplace(category.id, category.name);
    for (const auto& picture : coco.pictures()) ++times_[last_name(picture)];
  }

  void run() {
    for (const auto& picture : coco_.pictures())
      if (!coco_.annotations_of(picture).empty())
        target_.attempt(name_of(picture), [&] { import(picture); });
  }

 private:
  struct OfClass {
    std::string name;
    CocoIndex::Annotations annotations;
  };

  static std::string last_name(const CocoPicture& picture) {
    return slashed_name(picture.file_name).filename().string();
  }

  PictureId meant_by(const CocoPicture& picture) const {
    const auto name = slashed_name(picture.file_name);
    if (const auto whole = target_.names().find_whole(name)) return *whole;
    const auto by_last = target_.names().find(name);
    if (!by_last) throw Error("no picture of the project, or several, have its name");
    if (times_.at(last_name(picture)) > 1)
      throw Error(fmt::format("several pictures of the file are called {}, in different folders",
                              last_name(picture)));
    return *by_last;
  }

  static void expect_size(PictureSize there, PictureSize here) {
    if (there == here) return;
    const bool is_turned = there == PictureSize{here.width, here.height};
    throw Error(fmt::format("it has {} x {} pixels there, and {} x {} here{}", there.width,
                            there.height, here.width, here.height,
                            is_turned ? ", turned as its EXIF orientation says" : ""));
  }

  // Categories whose names are one class's ("Mug", "mug") together.
  std::map<std::string, OfClass> by_class(const CocoPicture& picture) const {
    std::map<std::string, OfClass> classes;
    for (const auto& [category, annotations] : coco_.by_category(picture)) {
      const std::string& name = categories_.at(category);
      auto& all = classes.try_emplace(plain_label(name), OfClass{name, {}}).first->second;
      all.annotations.insert(all.annotations.end(), annotations.begin(), annotations.end());
    }
    return classes;
  }

  void import(const CocoPicture& picture) {
    const PictureId id = meant_by(picture);
    const PictureSize size = target_.size_of(id);
    expect_size(picture.size, size);
    DrawingEffort effort(size);
    for (const auto& entry : by_class(picture)) {
      const OfClass& of_class = entry.second;
      target_.attempt(fmt::format("{} ({})", picture.file_name, of_class.name), [&] {
        const Mask mask = mask_of(of_class.annotations, size, effort);
        if (!any(mask)) throw Error("no pixel of it lies in the picture");
        target_.take(id, class_named(target_.project(), of_class.name), painting_of(mask));
      });
    }
  }

  ImportTarget& target_;
  const CocoIndex& coco_;
  std::map<int64_t, std::string> categories_;  // by id
  std::map<std::string, int> times_;           // how many pictures have a last name
};

}  // namespace

void import_coco(ImportTarget& target, const std::filesystem::path& file) {
  const CocoIndex coco(file, CocoIndex::Strays::kLeftOut, CocoNames::kLastOfOthers);
  if (coco.strays() > 0)
    target.skip(file.filename().string(),
                fmt::format("{} annotation(s) are of a picture or a category that is not listed",
                            coco.strays()));
  if (coco.outlineless() > 0)
    target.skip(file.filename().string(),
                fmt::format("{} annotation(s) have no outline: boxes only, or fewer than 3 points",
                            coco.outlineless()));
  CocoImport(target, coco).run();
}

}  // namespace panet::serve
