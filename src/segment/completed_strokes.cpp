#include "segment/completed_strokes.h"

#include <utility>

#include "image/mask.h"
#include "image/nearest.h"
#include "segment/coarse_logits.h"
#include "segment/logit_strips.h"

namespace panet {
namespace {

// From which margin on prototypes and strokes together tell what a pixel is, in logits.
constexpr float kSureMargin = 2;

uint8_t is_surely_there(float margin) {
  return margin > kSureMargin ? 1 : 0;
}

uint8_t is_surely_not(float margin) {
  return margin < -kSureMargin ? 1 : 0;
}

// No pixels where nothing was said.
Mask drawn_at(const Mask& strokes, PictureSize size) {
  return strokes.empty() ? Mask(size.height, size.width) : resized_to_nearest(strokes, size);
}

// Strokes count more than what was found.
void lay_over(const Annotation& strokes, Annotation& found) {
  const PictureSize size = found.foreground.dimensions();
  const auto there = drawn_at(strokes.foreground, size);
  const auto not_there = drawn_at(strokes.background, size);
  found.foreground = (found.foreground & ~not_there) | there;
  found.background = (found.background & ~there) | not_there;
}

}  // namespace

Annotation completed_strokes(const FeatureDirections& image, const Prototypes& prototypes,
                             int64_t label, const Annotation& strokes, const PictureView& picture,
                             Refinement refinement) {
  refinement.adapt = false;  // to claims that the strokes say are wrong
  auto logits = coarse_logits(image, prototypes, refinement, {});
  correct_by_strokes(image, strokes, label, logits);
  Annotation sure = {.foreground = Mask::uninitialised(picture.dimensions()),
                     .background = Mask::uninitialised(picture.dimensions())};
  for_each_strip(std::move(logits), picture, refinement.guide,
                 [&](int64_t first, const MapStack& strip) {
                   const auto margins = margins_of(strip, label);
                   put_rows(mapped<Mask>(margins, is_surely_there), first, sure.foreground);
                   put_rows(mapped<Mask>(margins, is_surely_not), first, sure.background);
                 });
  lay_over(strokes, sure);
  return sure;
}

}  // namespace panet
