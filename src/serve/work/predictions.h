#pragma once

#include <vector>

#include "panet/segment/segmenter.h"
#include "serve/project/project.h"
#include "serve/work/learner.h"

namespace panet::serve {

// What is found in a picture, for the classes of `learned`, in their order. thresholds: of each.
std::vector<Prediction> predictions(const Segmenter& segmenter, const Features& features,
                                    const PictureView& picture, const Learned& learned,
                                    const std::vector<double>& thresholds);

// Of the classes of `learned` in a picture of the project.
std::vector<double> thresholds_of(const Project& project, PictureId picture,
                                  const Learned& learned);

}  // namespace panet::serve
