#pragma once

#include <cstdint>

#include "panet/image/map.h"
#include "panet/model/features.h"

namespace panet {

// Centres of directions, each of length 1.
struct DirectionClusters {
  Map<float> centres;  // K x D
  Map<float> shares;   // 1 x K: of all directions, those nearest to each centre; they add up to 1
};

// Spherical k-means: centres begin at `count` of the directions, drawn by the seed, and move
// `rounds` times to the mean direction of those that are nearest to them by the cosine. A centre
// that nothing is nearest to stays where it is. The same directions and seed give the same
// clusters, whatever the number of threads.
//
// directions: features of length 1, float32, `count` or more of them.
DirectionClusters spherical_kmeans(const Features& directions, int64_t count, uint64_t seed,
                                   int rounds = 20);

}  // namespace panet
