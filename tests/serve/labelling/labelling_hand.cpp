#include "labelling_hand.h"

#include <algorithm>

#include "episode/scribble_points.h"
#include "image/mask.h"
#include "scenes.h"

namespace panet::test {
namespace {

constexpr double kStrokeWidth = 5;

Mask outside(const Mask& mask) {
  return mapped<Mask>(mask, [](uint8_t there) -> uint8_t { return there == 0 ? 1 : 0; });
}

// What is in `a` alone.
Mask without(const Mask& a, const Mask& b) {
  return mapped<Mask>(
      a, b, [](uint8_t in_a, uint8_t in_b) -> uint8_t { return in_a != 0 && in_b == 0 ? 1 : 0; });
}

const Mask& first_with_pixels(const Mask& first, const Mask& otherwise) {
  return any(first) ? first : otherwise;
}

}  // namespace

void LabellingHand::annotate(serve::PictureId picture, const Mask& truth) {
  labeller_.paint(picture, class_id_, {stroke(true, truth), stroke(false, outside(truth))}, {});
}

void LabellingHand::mend(serve::PictureId picture, const Mask& truth) {
  const auto mask = standing(picture, truth.dimensions());
  const auto missing = without(truth, mask), too_much = without(mask, truth);
  const auto around = outside(truth);
  labeller_.paint(picture, class_id_,
                  {stroke(true, first_with_pixels(missing, truth)),
                   stroke(false, first_with_pixels(too_much, around))},
                  {});
}

double LabellingHand::iou(serve::PictureId picture, const Mask& truth) const {
  return test::iou(standing(picture, truth.dimensions()), truth);
}

Mask LabellingHand::standing(serve::PictureId picture, PictureSize size) const {
  for (auto& shown : labeller_.masks(picture, {}).classes)
    if (shown.class_id == class_id_) return std::move(shown.mask);
  return Mask(size);
}

serve::Shape LabellingHand::stroke(bool is_object, const Mask& over) {
  return {.tool = serve::Tool::kStroke,
          .is_object = is_object,
          .points = scribble_points(over, random_),
          .width = kStrokeWidth};
}

}  // namespace panet::test
