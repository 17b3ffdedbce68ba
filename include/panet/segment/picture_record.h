#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "panet/base/public.h"
#include "panet/image/map.h"

namespace PANET_PUBLIC panet {

// What was found of a class in a picture.
struct FoundClass {
  std::string name;
  double share = 0;     // of the picture's pixels
  double score = 0;     // mean softmax score over them; 0 where there are none
  double presence = 0;  // how sure it is that the picture holds the class, 0 to 1
  // Where pieces are told apart: the mean score of each that is large enough, the largest first,
  // and of the others together.
  std::vector<double> pieces;
  double rest = 0;
};

// What was found in a picture.
struct PictureRecord {
  PictureSize size;
  std::optional<int64_t> tiles;  // that were looked at beside the whole; none where not asked for
  std::vector<FoundClass> classes;  // every class of the prototypes, in their order
};

}  // namespace panet
