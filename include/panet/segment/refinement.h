#pragma once

#include <string>

#include "panet/base/public.h"

namespace PANET_PUBLIC panet {

// What segmenting does beyond the paper. Neither part has parameters to learn; docs/results.md
// tells what they gain.
struct Refinement {
  bool adapt = true;  // prototypes to each picture, see model/query_adaptation.h
  bool guide = true;  // upsampling by the picture's edges, see segment/guided_rows.h

  bool operator==(const Refinement& other) const = default;
};

inline constexpr Refinement kPaperAlone = {.adapt = false, .guide = false};

// "adapt,guide", "adapt", "guide", or "none" for the paper's method alone. panet::Error for another
// word.
Refinement parse_refinement(const std::string& text);
std::string text_of(const Refinement& refinement);

}  // namespace panet
