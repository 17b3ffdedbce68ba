#include "dataset/coco_segmentation.h"
#include "image/drawing_effort.h"
#include "target.h"

namespace panet::fuzz {
namespace {

void draw_outline(Bytes text) {
  Mask mask(PictureSize{.height = 4, .width = 6});
  const std::string json(text_of(text));
  attempt([&] { count_outlines(json); });
  DrawingEffort effort(mask.dimensions());
  draw_coco_segmentation(mask, json, effort);
}

const Enlisted kCocoOutline({.name = "coco_outline", .read = draw_outline});

}  // namespace
}  // namespace panet::fuzz
