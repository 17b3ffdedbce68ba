#pragma once

#include <cstddef>
#include <vector>

#include "panet/image/map.h"
#include "panet/image/pieces.h"
#include "serve/work/labeller.h"

namespace panet::serve {

// The objects of all classes in a picture: its pieces that are large enough, and of a class of one
// piece, all of it.
struct FoundObjects {
  struct Object {
    std::size_t label;  // 1 for the first class
    double score;       // the mean softmax score of its pixels, 0 to 1
  };

  Instances map;  // i where the i-th object is, counted from 1; else 0
  std::vector<Object> objects;
};

// Objects whose score is less than `least_score` are left out.
FoundObjects objects_in(const FoundClasses& found, double least_score,
                        const LeastPiece& least = {});

}  // namespace panet::serve
