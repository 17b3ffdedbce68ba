#pragma once

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
};

// What was found in a picture.
struct PictureRecord {
  PictureSize size;
  std::vector<FoundClass> classes;  // every class of the prototypes, in their order
};

}  // namespace panet
