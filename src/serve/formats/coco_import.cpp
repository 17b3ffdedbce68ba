#include <fmt/format.h>

#include <map>

#include "base/error_context.h"
#include "dataset/coco_index.h"
#include "dataset/coco_segmentation.h"
#include "image/mask.h"
#include "panet/base/error.h"
#include "serve/formats/class_names.h"
#include "serve/formats/import_target.h"

namespace panet::serve {
namespace {

// All instances of each category in a picture.
std::map<int64_t, Mask> masks_by_category(const CocoIndex& coco, const CocoPicture& picture) {
  std::map<int64_t, Mask> masks;
  for (const auto& annotation : coco.annotations_of(picture))
    with_context(fmt::format("annotation {}", annotation.id), [&] {
      const auto place = masks.try_emplace(annotation.category_id, picture.size).first;
      draw_coco_segmentation(place->second, annotation.segmentation);
    });
  return masks;
}

void import_picture(ImportTarget& target, const CocoIndex& coco, const CocoPicture& picture,
                    const std::map<int64_t, std::string>& categories) {
  const auto id = target.names().find(slashed_name(picture.file_name));
  if (!id) throw Error("no picture of the project, or several, have its name");
  const PictureSize size = target.size_of(*id);
  if (picture.size != size)
    throw Error(fmt::format("it has {} x {} pixels there, and {} x {} here", picture.size.width,
                            picture.size.height, size.width, size.height));
  for (const auto& entry : masks_by_category(coco, picture)) {
    const std::string& name = categories.at(entry.first);
    target.attempt(fmt::format("{} ({})", picture.file_name, name), [&] {
      if (!any(entry.second)) throw Error("no pixel of it lies in the picture");
      target.take(*id, class_named(target.project(), name), painting_of(entry.second));
    });
  }
}

}  // namespace

void import_coco(ImportTarget& target, const std::filesystem::path& file) {
  const CocoIndex coco(file);
  std::map<int64_t, std::string> categories;
  for (const auto& category : coco.categories()) categories.emplace(category.id, category.name);
  for (const auto& picture : coco.pictures())
    if (!coco.annotations_of(picture).empty())
      target.attempt(picture.file_name, [&] { import_picture(target, coco, picture, categories); });
}

}  // namespace panet::serve
