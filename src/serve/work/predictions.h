#pragma once

#include <vector>

#include "panet/segment/segmenter.h"
#include "serve/project/project.h"
#include "serve/work/learner.h"

namespace panet::serve {

// A painting that is not the project's, or not yet.
struct Draft {
  PictureId picture;
  ClassId class_id;
  const Painting* painting;

  bool is_of(PictureId other_picture, ClassId other_class) const {
    return picture == other_picture && class_id == other_class;
  }
};

// What a person said of the masks of some classes in a picture of the project; draft: in place of
// what the project has, or null.
Corrections corrections_of(const Project& project, PictureId picture,
                           const std::vector<ClassId>& class_ids, const Draft* draft = nullptr);

// What is found in a picture for the classes of `learned`, in their order. pixels: at whatever size
// the masks shall have.
std::vector<Prediction> predictions(const Segmenter& segmenter, const Features& features,
                                    const PictureView& pixels, const Learned& learned,
                                    const Corrections& corrections);

}  // namespace panet::serve
