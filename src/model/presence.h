#pragma once

#include <vector>

#include "model/feature_directions.h"
#include "model/prototypes.h"
#include "panet/model/direction_statistics.h"
#include "panet/model/presence_detectors.h"

namespace panet {

// Whether an image holds a class: a logistic function of the mean cosine s of those 2 % of its
// features that are nearest to the class's detector,
//   presence = 1 / (1 + exp(-slope (s - threshold))).
//
// C numbers from 0 to 1, 0.5 at the threshold.
std::vector<double> presences(const FeatureDirections& features,
                              const PresenceDetectors& detectors);

// The directions of an object's features in each of its annotated images, averaged under the mask
// (masked_average_direction): K of D numbers each.
using ObjectDirections = std::vector<std::vector<float>>;

// Detectors that ask how an object differs from all else that photographs show, a linear
// discriminant whose negatives are the world (Hariharan, Malik, Ramanan 2012):
//   w = (S + lambda I)^-1 (p - m),
// where m and S are the mean and the covariance of `world`, and p the mean over the class's shots.
// With z = w (f - m) / sqrt(w (p - m)), in units of its deviation over the world, the threshold is
// the higher the further the shots lie from the world in the direction that the others of them
// give; of one shot that is not known, and the threshold is that of most classes.
PresenceDetectors presence_detectors(const std::vector<ObjectDirections>& classes,
                                     const DirectionStatistics& world);

// Where nothing is known of the world: by how much an image's features are nearer to a class's
// prototype than to the background's. (1 + C) x D, background first.
PresenceDetectors margin_detectors(const Map<float>& prototypes);

// Of either kind. shots: with directions, of each class of the prototypes; world: null where
// nothing is known of it.
PresenceDetectors learned_detectors(const std::vector<PooledShots>& shots,
                                    const Map<float>& prototypes, const DirectionStatistics* world);

}  // namespace panet
