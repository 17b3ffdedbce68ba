#include <fmt/format.h>

#include <map>

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

// All instances of a category in a picture.
Mask mask_of(const CocoIndex::Annotations& annotations, PictureSize size, DrawingEffort& effort) {
  effort.spend_on_mask();
  Mask mask(size);
  for (const CocoAnnotation* annotation : annotations)
    with_context(fmt::format("annotation {}", annotation->id),
                 [&] { draw_coco_segmentation(mask, annotation->segmentation, effort); });
  return mask;
}

void import_picture(ImportTarget& target, const CocoIndex& coco, const CocoPicture& picture,
                    const std::map<int64_t, std::string>& categories) {
  const auto id = target.names().find(slashed_name(picture.file_name));
  if (!id) throw Error("no picture of the project, or several, have its name");
  const PictureSize size = target.size_of(*id);
  if (picture.size != size)
    throw Error(fmt::format("it has {} x {} pixels there, and {} x {} here", picture.size.width,
                            picture.size.height, size.width, size.height));
  DrawingEffort effort(size);
  for (const auto& entry : coco.by_category(picture)) {
    const std::string& name = categories.at(entry.first);
    target.attempt(fmt::format("{} ({})", picture.file_name, name), [&] {
      const Mask mask = mask_of(entry.second, size, effort);
      if (!any(mask)) throw Error("no pixel of it lies in the picture");
      target.take(*id, class_named(target.project(), name), painting_of(mask));
    });
  }
}

std::string name_of(const CocoPicture& picture) {
  return picture.file_name.empty() ? fmt::format("picture {}", picture.id) : picture.file_name;
}

}  // namespace

void import_coco(ImportTarget& target, const std::filesystem::path& file) {
  const CocoIndex coco(file, CocoIndex::Strays::kLeftOut, CocoNames::kLastOfOthers);
  if (coco.strays() > 0)
    target.skip(file.filename().string(),
                fmt::format("{} annotation(s) are of a picture or a category that is not listed",
                            coco.strays()));
  std::map<int64_t, std::string> categories;
  for (const auto& category : coco.categories()) categories.emplace(category.id, category.name);
  for (const auto& picture : coco.pictures())
    if (!coco.annotations_of(picture).empty())
      target.attempt(name_of(picture), [&] { import_picture(target, coco, picture, categories); });
}

}  // namespace panet::serve
