#pragma once

#include <optional>
#include <vector>

#include "panet/image/shapes.h"
#include "panet/segment/segmenter.h"

namespace panet::serve {

// Where somebody clicked in a picture, to have one object of it.
struct Clicks {
  struct Box {
    Point a, b;  // any two opposite corners
  };

  std::vector<Point> object, surroundings;
  std::optional<Box> box;  // around the object
};

// The object that was clicked at, as the picture alone shows it: learned from what is under the
// clicks, and looked for around them. features: of the picture. panet::Error where nothing was said
// that an object could be told by.
Mask clicked_object(const Segmenter& segmenter, const Features& features, const Picture& picture,
                    const Clicks& clicks);

}  // namespace panet::serve
