#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "model/feature_directions.h"
#include "panet/image/map.h"
#include "panet/model/features.h"
#include "panet/model/map_stack.h"

namespace panet {

// An annotated picture on a coarse grid, which is all that fitting needs of it: 0.9 MB where
// features have 1024 numbers.
struct CoarseShot {
  Features directions;                // bfloat16
  Map<float> foreground, background;  // how much of each cell they cover, 0 to 1
};

inline constexpr int64_t kCoarseSide = 21;  // cells on a side, at most

CoarseShot coarse_shot(const Features& features, const Mask& foreground, const Mask& background);

// A shot, and which class it is of: 0 for the first.
struct ShotOfClass {
  const CoarseShot* shot;
  std::size_t class_index;
};

struct PrototypeFit {
  int steps = 30;
  float step_size = 0.02f;
  float pull = 20;  // to the means, where a class has one shot
};

// How badly prototypes p segment the pictures that they were learned from:
//
//   L(p) = - sum_i sum_c w_c y_ic log softmax_c(20 cos(f_i, p_c)) + pull / K |p - p0|^2
//
// summed over the cells i of all shots and over background and classes. y_ic is how much of a cell
// is of c; what a shot marks as background is the background's, whichever class the shot is of, as
// in the mean. w_c goes with one over the square root of c's area, and all weights sum to 1: small
// things vanish where all cells count alike, and grow into their surroundings where all classes do.
// K is how many shots a class has (the mean over classes), and p0 the directions of the means: what
// a few pictures have in common may be chance.
class PrototypeLoss {
 public:
  // means: (1 + C) x D, background first. The shots are not needed any longer.
  PrototypeLoss(const Map<float>& means, const std::vector<ShotOfClass>& shots, float pull);
  PrototypeLoss(const PrototypeLoss&) = delete;
  PrototypeLoss& operator=(const PrototypeLoss&) = delete;

  const Map<float>& start() const { return start_; }  // p0

  // Of prototypes, with its derivative by each of their numbers.
  struct Value {
    double loss = 0;
    Map<float> gradient;  // (1 + C) x D
  };
  Value at(const Map<float>& prototypes) const;

 private:
  Map<float> start_;
  Features cells_;  // of all shots
  FeatureDirections directions_;
  MapStack goal_;               // w_c y_ic
  std::vector<float> weights_;  // of each cell: the sum of these
  float pull_;                  // over K
};

// Whether a class has two shots. Of one the mean is as good.
bool is_worth_fitting(const std::vector<int64_t>& class_shots);

// The prototypes after the steps of Adam (Kingma and Ba 2015) from the means: as few as these,
// since going on until nothing gets smaller would learn the pictures by heart. Of length about 1.
Map<float> fitted_prototypes(const Map<float>& means, const std::vector<ShotOfClass>& shots,
                             const PrototypeFit& fit = {});

}  // namespace panet
