#pragma once

#include <cstddef>
#include <vector>

#include "model/feature_directions.h"
#include "model/query_adaptation.h"
#include "panet/annotation/annotation.h"
#include "panet/image/map.h"
#include "panet/model/map_stack.h"
#include "panet/segment/refinement.h"
#include "panet/weights/prototype_file.h"

namespace panet {

// The prototypes' logits in an image, refined as far as that is done at the features' own size:
// 1 + C maps.
MapStack coarse_logits(const FeatureDirections& image, const Prototypes& prototypes,
                       const Refinement& refinement, const QueryAdaptation& adaptation);

// By how much one map is above the greatest of all others, location by location. Two maps at least.
Map<float> margins_of(const MapStack& logits, int64_t map);

// Corrects the logits of the class that has this label by strokes (model/stroke_correction.h).
void correct_by_strokes(const FeatureDirections& image, const Annotation& strokes, int64_t label,
                        MapStack& logits);

}  // namespace panet
