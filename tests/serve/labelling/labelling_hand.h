#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "panet/base/random_stream.h"
#include "serve/work/labeller.h"

namespace panet::test {

// What a person does at the labelling page who sees exactly what is right: strokes over what is
// wrong.
class LabellingHand {
 public:
  LabellingHand(serve::Labeller& labeller, serve::ClassId class_id, uint64_t seed)
      : labeller_(labeller), class_id_(class_id), random_(seed, 0) {}

  // A stroke over the object and one over what surrounds it.
  void annotate(serve::PictureId picture, const Mask& truth);

  // Two strokes: over the largest part of the object that is missing, and the largest part of the
  // mask that is too much. Where only one of the two is wrong, the second goes over what is right.
  void mend(serve::PictureId picture, const Mask& truth);

  // Of the mask that stands, with what is right.
  double iou(serve::PictureId picture, const Mask& truth) const;

 private:
  Mask standing(serve::PictureId picture, PictureSize size) const;
  serve::Shape stroke(bool is_object, const Mask& over);

  serve::Labeller& labeller_;
  serve::ClassId class_id_;
  RandomStream random_;
};

}  // namespace panet::test
