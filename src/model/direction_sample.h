#pragma once

#include <cstdint>
#include <vector>

#include "panet/model/direction_statistics.h"
#include "panet/model/features.h"

namespace panet {

// Gathers the directions of the features of many images, some of each, and sums up how they are
// spread. The same images in the same order and the same seed give the same statistics.
class DirectionSample {
 public:
  explicit DirectionSample(uint64_t seed) : seed_(seed) {}

  // All images have features of as many channels.
  void add(const Features& features);

  int64_t images() const { return images_; }

  // With at most `axes` of them. panet::Error where no more directions than axes were gathered.
  DirectionStatistics statistics(int64_t axes = 128) const;

 private:
  uint64_t seed_;
  int64_t images_ = 0, directions_ = 0;
  std::vector<double> sum_, products_;  // D, D x D
};

}  // namespace panet
