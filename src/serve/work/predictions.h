#pragma once

#include <cstddef>
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

// What a person said of some classes in a picture, in their order.
struct SaidOfClasses {
  enum class Painted { kNothing, kSurroundings, kObject };

  Corrections corrections;
  std::vector<Painted> painted;
};

SaidOfClasses nothing_said_of(std::size_t classes);

// In a picture of the project; draft: in place of what the project has, or null.
SaidOfClasses said_of_classes(const Project& project, PictureId picture,
                              const std::vector<ClassId>& class_ids, const Draft* draft = nullptr);

// Of several classes, where one is painted or seems to be there: those that do not seem to be there
// get no pixel, unless a person painted them or moved their threshold. Where none seems to be, each
// is segmented, as a class alone is.
Corrections with_absent_left_out(const std::vector<double>& presences, SaidOfClasses said);

// What is found in a picture for the classes of `learned`, in their order. pixels: at whatever size
// the masks shall have.
std::vector<Prediction> predictions(const Segmenter& segmenter, const Features& features,
                                    const PictureView& pixels, const Learned& learned,
                                    SaidOfClasses said);

}  // namespace panet::serve
