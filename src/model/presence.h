#pragma once

#include <vector>

#include "model/feature_directions.h"
#include "model/prototypes.h"
#include "panet/model/direction_statistics.h"
#include "panet/model/presence_detectors.h"

namespace panet {

// Whether an image holds a class: a logistic function of
//   score = the mean cosine of those 2 % of its features that are nearest to the detector's
//           direction + the product of the mean direction of all of them with its surroundings,
//   presence = 1 / (1 + exp(-slope (score - threshold))).
//
// C numbers from 0 to 1, 0.5 at the threshold.
std::vector<double> presences(const FeatureDirections& features,
                              const PresenceDetectors& detectors);

// Masks of any size; what is in neither belongs to the image alone.
ShotDirections shot_directions(const Features& features, const Mask& object,
                               const Mask& surroundings);

// Detectors that ask how an object, and what surrounds it, differ from all else that photographs
// show: two linear discriminants whose negatives are the world (Hariharan, Malik, Ramanan 2012),
//   w = (S + lambda I)^-1 (p - m),   z(f) = w (f - m) / sqrt(w (p - m)),
// where m and S are the mean and the covariance of `world`, and p the mean over the class's shots;
// z is in units of its deviation over the world. The threshold is put where about 95 % of the
// images with the class come up to it: above the middle between what the discriminants of all shots
// but one say of that one, and what those of the class say of the other classes' shots.
PresenceDetectors presence_detectors(const std::vector<std::vector<ShotDirections>>& classes,
                                     const DirectionStatistics& world);

// Where nothing is known of the world: by how much the cosine of an image's features with a class's
// prototype is larger than with the background's, 0 being the threshold. (1 + C) x D, background
// first.
PresenceDetectors margin_detectors(const Map<float>& prototypes);

// Of either kind. shots: with directions, of each class of the prototypes; world: null where
// nothing is known of it.
PresenceDetectors learned_detectors(const std::vector<PooledShots>& shots,
                                    const Map<float>& prototypes, const DirectionStatistics* world);

}  // namespace panet
