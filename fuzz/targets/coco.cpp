#include "annotation/coco_json.h"
#include "dataset/coco_index.h"
#include "dataset/coco_segmentation.h"
#include "image/drawing_effort.h"
#include "input_file.h"

namespace panet::fuzz {
namespace {

void read_coco(Bytes file) {
  const auto& path = input_file(file);
  is_coco_json(path);
  const CocoIndex index(path);
  for (const CocoPicture& picture : index.pictures()) {
    DrawingEffort effort(picture.size);
    for (const CocoAnnotation& annotation : index.annotations_of(picture)) {
      Mask mask(picture.size);
      attempt([&] { draw_coco_segmentation(mask, annotation.segmentation, effort); });
    }
  }
}

const Enlisted kCoco({.name = "coco", .read = read_coco});

}  // namespace
}  // namespace panet::fuzz
