#include "segment/learning.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/plain_text.h"
#include "image/png.h"
#include "model/masked_average_pooling.h"
#include "model/presence.h"
#include "panet/base/error.h"
#include "panet/segment/segmenter.h"
#include "weights/class_name.h"

namespace panet {
namespace {

PooledShots pooled(const std::vector<std::shared_ptr<const Shot>>& shots) {
  PooledShots pooled;
  for (const auto& shot : shots) {
    pooled.foreground.push_back(shot->foreground);
    pooled.background.push_back(shot->background);
    pooled.directions.push_back(shot->directions);
  }
  return pooled;
}

}  // namespace

Shot shot_of(const Features& features, const Annotation& annotation, const LearnedParts& parts) {
  const auto& [foreground, background] = annotation;
  Shot shot = {.foreground = masked_average_pooling(features, foreground),
               .background = masked_average_pooling(features, background),
               .directions = {},
               .coarse = {}};
  if (parts.presence) shot.directions = shot_directions(features, foreground, background);
  if (parts.fit) shot.coarse = coarse_shot(features, foreground, background);
  return shot;
}

void Learning::add(const std::string& class_name, std::shared_ptr<const Shot> shot) {
  of_class(class_name).shots.push_back(std::move(shot));
}

Learning::OfClass& Learning::of_class(const std::string& name) {
  const auto found = std::ranges::find(classes_, name, &OfClass::name);
  if (found != classes_.end()) return *found;
  if (!is_class_name(name))
    throw Error(fmt::format("class '{}': a class name is text without control characters or '/'",
                            plain_text(name)));
  if (std::ssize(classes_) == kMostClasses)
    throw Error(
        fmt::format("class '{}': more than {} classes at once; split them into several runs", name,
                    kMostClasses));
  return classes_.emplace_back(OfClass{.name = name, .shots = {}});
}

std::vector<ShotOfClass> Learning::coarse_shots() const {
  std::vector<ShotOfClass> all;
  for (std::size_t c = 0; c < classes_.size(); ++c)
    for (const auto& shot : classes_[c].shots)
      all.push_back({.shot = &shot->coarse, .class_index = c});
  return all;
}

Prototypes Learning::prototypes(const DirectionStatistics* world) const {
  if (classes_.empty()) throw Error("nothing to learn from: no annotated picture was given");
  std::vector<PooledShots> shots;
  Prototypes prototypes;
  for (const auto& [name, of_class] : classes_) {
    shots.push_back(pooled(of_class));
    prototypes.class_names.push_back(name);
    prototypes.class_shots.push_back(std::ssize(of_class));
    prototypes.class_colours.push_back(voc_palette()[prototypes.class_shots.size()]);
  }
  prototypes.vectors = mean_of_shots(shots);
  if (parts_.fit && is_worth_fitting(prototypes.class_shots))
    prototypes.fitted = fitted_prototypes(prototypes.vectors, coarse_shots());
  if (parts_.presence) prototypes.presence = learned_detectors(shots, prototypes.vectors, world);
  return prototypes;
}

Prototypes prototypes_for(const Segmenter& segmenter, const Learning& learning) {
  auto prototypes = learning.prototypes(segmenter.model()->world.get());
  prototypes.encoder_fingerprint = segmenter.fingerprint();
  prototypes.input_size = segmenter.options().input_size;
  prototypes.shape = segmenter.options().shape;
  return prototypes;
}

}  // namespace panet
