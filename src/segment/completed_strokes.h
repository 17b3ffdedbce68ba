#pragma once

#include <cstdint>

#include "model/feature_directions.h"
#include "panet/annotation/annotation.h"
#include "panet/image/picture_view.h"
#include "panet/segment/refinement.h"
#include "panet/weights/prototype_file.h"

namespace panet {

// What strokes say of the class that has this label, together with prototypes that were learned
// from other pictures: Segmenter::completed.
Annotation completed_strokes(const FeatureDirections& image, const Prototypes& prototypes,
                             int64_t label, const Annotation& strokes, const PictureView& picture,
                             Refinement refinement);

}  // namespace panet
