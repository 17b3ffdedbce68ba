#pragma once

#include <vector>

#include "panet/image/map.h"

namespace panet {

// The mean directions of an annotated image's features, f / |f|: of the object's, of those around
// it, of all. Each of D numbers.
struct ShotDirections {
  std::vector<float> object, surroundings, image;
};

// The masked averages of one class's annotated images, each of D numbers. Classes may have
// different numbers of shots.
struct PooledShots {
  std::vector<std::vector<float>> foreground, background;  // of each shot
  std::vector<ShotDirections> directions;                  // for detectors of presence
};

// One prototype per class and one for the background: each class is the mean of its shots, the
// background the mean over the classes of the mean of their shots. → (1 + way) x D, background
// first.
Map<float> mean_of_shots(const std::vector<PooledShots>& classes);

}  // namespace panet
