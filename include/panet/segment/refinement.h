#pragma once

#include <string>

#include "panet/base/public.h"

namespace PANET_PUBLIC panet {

// What learning and segmenting do beyond the paper. No part has parameters of its own to train;
// docs/results.md tells what they gain.
struct Refinement {
  bool fit = true;    // prototypes to the annotated pictures, see model/prototype_fit.h
  bool adapt = true;  // prototypes to each picture, see model/query_adaptation.h
  bool guide = true;  // upsampling by the picture's edges, see segment/guided_rows.h

  bool operator==(const Refinement& other) const = default;
};

inline constexpr Refinement kPaperAlone = {.fit = false, .adapt = false, .guide = false};

// "fit,adapt,guide", any of these words alone or together, or "none" for the paper's method alone.
// panet::Error for another word.
Refinement parse_refinement(const std::string& text);
std::string text_of(const Refinement& refinement);

}  // namespace panet
