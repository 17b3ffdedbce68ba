#pragma once

#include <vector>

#include "panet/segment/segmenter.h"
#include "serve/project/project.h"
#include "serve/work/learner.h"

namespace panet::serve {

// What a person said of the masks of some classes in a picture of the project.
Corrections corrections_of(const Project& project, PictureId picture,
                           const std::vector<ClassId>& class_ids);

// What is found in a picture for the classes of `learned`, in their order. pixels: at whatever size
// the masks shall have.
std::vector<Prediction> predictions(const Segmenter& segmenter, const Features& features,
                                    const PictureView& pixels, const Learned& learned,
                                    const Corrections& corrections);

}  // namespace panet::serve
