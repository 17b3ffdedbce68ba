#pragma once

#include <vector>

#include "panet/segment/segmenter.h"
#include "serve/project/project.h"
#include "serve/work/learner.h"

namespace panet::serve {

// What is found in a picture of the project, by its thresholds, for the classes of `learned`, in
// their order. pixels: at whatever size the masks shall have.
std::vector<Prediction> predictions(const Project& project, PictureId picture,
                                    const Segmenter& segmenter, const Features& features,
                                    const PictureView& pixels, const Learned& learned);

}  // namespace panet::serve
