#pragma once

#include <memory>
#include <string>
#include <vector>

#include "model/prototype_fit.h"
#include "model/prototypes.h"
#include "panet/annotation/annotation.h"
#include "panet/model/direction_statistics.h"
#include "panet/model/features.h"
#include "panet/weights/prototype_file.h"

namespace panet {

class Segmenter;

// What is learned beside the means.
struct LearnedParts {
  bool fit = true;       // fitted prototypes, from two shots of a class on
  bool presence = true;  // detectors of presence
};

// All that learning needs of one annotated picture, so that its features need not be kept.
struct Shot {
  std::vector<float> foreground, background;  // masked averages, D numbers each
  ShotDirections directions;                  // where detectors are to be learned; else empty
  CoarseShot coarse;                          // where prototypes are to be fitted; else empty
};

// Pooling takes masks of any size: at the picture's own, not even the smallest object is lost.
Shot shot_of(const Features& features, const Annotation& annotation, const LearnedParts& parts);

// Prototypes from shots: of each class, in the order in which they first appear.
class Learning {
 public:
  explicit Learning(const LearnedParts& parts) : parts_(parts) {}

  // panet::Error for more than kMostClasses, and for a name that no class has (class_name.h).
  void add(const std::string& class_name, std::shared_ptr<const Shot> shot);

  // But for whose encoder it was. panet::Error where nothing was added. world: null where nothing
  // is known of it.
  Prototypes prototypes(const DirectionStatistics* world) const;

 private:
  struct OfClass {
    std::string name;
    std::vector<std::shared_ptr<const Shot>> shots;
  };

  OfClass& of_class(const std::string& name);
  std::vector<ShotOfClass> coarse_shots() const;

  LearnedParts parts_;
  std::vector<OfClass> classes_;
};

// What was learned, fit for what the segmenter segments: of its encoder and its input.
Prototypes prototypes_for(const Segmenter& segmenter, const Learning& learning);

}  // namespace panet
