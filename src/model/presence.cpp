#include "model/presence.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>

#include "model/cosine_classifier.h"
#include "model/masked_average_pooling.h"

namespace panet {
namespace {

constexpr double kShareOfFeatures = 0.02;  // that decide whether the class is there

// Of the largest variance along an axis: what is added to all of them, so that those that were
// measured of few features, or not at all, do not count for too much.
constexpr float kRidge = 0.05f;

// Of what the surroundings tell, beside what the object does.
constexpr float kWeightOfSurroundings = 1.25f;

// In units of the deviation over the world.
constexpr float kSlope = 1.2f;
constexpr float kThresholdOfOneShot = 1.4f;
constexpr float kThreshold = 1.1f;  // more than half way from the others to the class

constexpr float kSlopeOfMargin = 10;  // in cosines

float dot(std::span<const float> a, std::span<const float> b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0f);
}

double mean_of_largest(std::span<float> values) {
  const auto count = std::max<std::ptrdiff_t>(
      1, std::lround(kShareOfFeatures * static_cast<double>(values.size())));
  std::ranges::nth_element(values, values.begin() + count - 1, std::greater());
  return std::accumulate(values.begin(), values.begin() + count, 0.0) / static_cast<double>(count);
}

double logistic(double x) {
  return 1 / (1 + std::exp(-x));
}

void scale(std::span<float> values, float factor) {
  for (float& value : values) value *= factor;
}

// The means of an image's directions under weights, one row for each.
Map<float> mean_directions(const FeatureDirections& features, MapStack weights) {
  std::vector<float> totals;
  for (int64_t m = 0; m < weights.maps(); ++m) {
    const auto map = weights.map(m);
    totals.push_back(std::accumulate(map.begin(), map.end(), 0.0f));
  }
  auto means = features.sums(std::move(weights));
  for (int64_t m = 0; m < means.height(); ++m)
    scale(means.row(m), 1 / std::max(totals[static_cast<std::size_t>(m)], kSmallestLength));
  return means;
}

// What is left of vectors when the world's spread is divided out, (S + lambda I)^-1 x.
class Whitening {
 public:
  explicit Whitening(const DirectionStatistics& world)
      : world_(world), lambda_(kRidge * world.variances.at(0, 0)) {}

  std::vector<float> operator()(std::vector<float> x) const {
    const auto before = x;
    for (int64_t r = 0; r < world_.axes.height(); ++r) {
      const auto axis = world_.axes.row(r);
      const float variance = world_.variances.at(0, r);
      const float taken = variance / (variance + lambda_) * dot(axis, before);
      std::ranges::transform(x, axis, x.begin(),
                             [taken](float value, float a) { return value - taken * a; });
    }
    scale(x, 1 / lambda_);
    return x;
  }

 private:
  const DirectionStatistics& world_;
  float lambda_;
};

// z(f) = w f - offset.
struct Discriminant {
  std::vector<float> w;
  float offset;

  float operator()(std::span<const float> direction) const { return dot(w, direction) - offset; }
};

// Between the world and what has the mean direction p.
class AgainstTheWorld {
 public:
  explicit AgainstTheWorld(const DirectionStatistics& world) : world_(world), whitened_(world) {}

  Discriminant operator()(std::span<const float> p) const {
    const auto mean = world_.mean.row(0);
    std::vector<float> x(p.begin(), p.end());
    std::ranges::transform(x, mean, x.begin(), std::minus());
    auto w = whitened_(x);
    scale(w, 1 / std::sqrt(std::max(dot(w, x), kSmallestLength)));
    const float offset = dot(w, mean);
    return {.w = std::move(w), .offset = offset};
  }

 private:
  const DirectionStatistics& world_;
  Whitening whitened_;
};

using Shots = std::vector<ShotDirections>;

std::vector<float> mean_of(const Shots& shots, std::vector<float> ShotDirections::*part) {
  std::vector<float> mean((shots.front().*part).size());
  for (const auto& shot : shots)
    std::ranges::transform(mean, shot.*part, mean.begin(), std::plus());
  scale(mean, 1 / static_cast<float>(shots.size()));
  return mean;
}

// The mean over all shots but one.
std::vector<float> without(std::vector<float> mean, std::span<const float> shot, float shots) {
  std::ranges::transform(mean, shot, mean.begin(), [shots](float of_all, float of_one) {
    return of_all + (of_all - of_one) / (shots - 1);
  });
  return mean;
}

// What tells a class from the world: its objects, and what they are found in.
struct ClassDiscriminants {
  Discriminant object, surroundings;

  float score(const ShotDirections& shot) const {
    return object(shot.object) + kWeightOfSurroundings * surroundings(shot.image);
  }
};

ClassDiscriminants discriminants_of(const Shots& shots, const AgainstTheWorld& against) {
  return {.object = against(mean_of(shots, &ShotDirections::object)),
          .surroundings = against(mean_of(shots, &ShotDirections::surroundings))};
}

// The mean score of each shot by the discriminants of the others. K > 1.
float score_of_left_out(const Shots& shots, const AgainstTheWorld& against) {
  const auto object = mean_of(shots, &ShotDirections::object);
  const auto surroundings = mean_of(shots, &ShotDirections::surroundings);
  const auto count = static_cast<float>(shots.size());
  float sum = 0;
  for (const auto& shot : shots) {
    const ClassDiscriminants others = {
        .object = against(without(object, shot.object, count)),
        .surroundings = against(without(surroundings, shot.surroundings, count))};
    sum += others.score(shot);
  }
  return sum / count;
}

// The mean score of the other classes' shots. It is about 0, that of the world, unless these have
// something in common with the class: that none of them are photographs, say.
float score_of_others(const std::vector<Shots>& classes, std::size_t own,
                      const ClassDiscriminants& discriminants) {
  float sum = 0, count = 0;
  for (std::size_t c = 0; c < classes.size(); ++c) {
    if (c == own) continue;
    for (const auto& shot : classes[c]) sum += discriminants.score(shot);
    count += static_cast<float>(classes[c].size());
  }
  return count == 0 ? 0 : std::max(sum / count, 0.0f);
}

float threshold_of(const std::vector<Shots>& classes, std::size_t own,
                   const ClassDiscriminants& discriminants, const AgainstTheWorld& against) {
  const auto& shots = classes[own];
  const float of_others = score_of_others(classes, own, discriminants);
  if (shots.size() == 1) return kThresholdOfOneShot + of_others;
  return kThreshold + (score_of_left_out(shots, against) + of_others) / 2;
}

// As the score is measured in images: the object's discriminant gives way to the cosine with it.
struct Detector {
  std::vector<float> direction, surroundings;
  float threshold, slope;
};

Detector detector(const std::vector<Shots>& classes, std::size_t own,
                  const AgainstTheWorld& against) {
  auto discriminants = discriminants_of(classes[own], against);
  const float threshold = threshold_of(classes, own, discriminants, against);
  auto& [object, surroundings] = discriminants;
  const float length = std::max(std::sqrt(dot(object.w, object.w)), kSmallestLength);
  scale(surroundings.w, kWeightOfSurroundings / length);
  const float offset = object.offset + kWeightOfSurroundings * surroundings.offset;
  return {.direction = std::move(object.w),
          .surroundings = std::move(surroundings.w),
          .threshold = (threshold + offset) / length,
          .slope = kSlope * length};
}

}  // namespace

PresenceDetectors PresenceDetectors::copy() const {
  return {.directions = directions.copy(),
          .surroundings = surroundings.copy(),
          .thresholds = thresholds,
          .slopes = slopes};
}

std::vector<double> presences(const FeatureDirections& features,
                              const PresenceDetectors& detectors) {
  auto cosines = features.logits(detectors.directions);
  MapStack all(1, cosines.dimensions());
  std::ranges::fill(all.all(), 1.0f);
  const auto mean = mean_directions(features, std::move(all));
  std::vector<double> presences;
  for (int64_t c = 0; c < cosines.maps(); ++c) {
    const auto i = static_cast<std::size_t>(c);
    const double score = mean_of_largest(cosines.map(c)) / static_cast<double>(kAlpha) +
                         static_cast<double>(dot(detectors.surroundings.row(c), mean.row(0)));
    presences.push_back(logistic(static_cast<double>(detectors.slopes[i]) *
                                 (score - static_cast<double>(detectors.thresholds[i]))));
  }
  return presences;
}

ShotDirections shot_directions(const Features& features, const Mask& object,
                               const Mask& surroundings) {
  auto weights = MapStack::uninitialised(3, features.grid());
  std::ranges::copy(transposed_bilinear_upsampling(object, features.grid()).all(),
                    weights.map(0).begin());
  std::ranges::copy(transposed_bilinear_upsampling(surroundings, features.grid()).all(),
                    weights.map(1).begin());
  std::ranges::fill(weights.map(2), 1.0f);
  const auto means = mean_directions(FeatureDirections(features), std::move(weights));
  const auto numbers = [&](int64_t m) {
    return std::vector<float>(means.row(m).begin(), means.row(m).end());
  };
  return {.object = numbers(0), .surroundings = numbers(1), .image = numbers(2)};
}

PresenceDetectors presence_detectors(const std::vector<Shots>& classes,
                                     const DirectionStatistics& world) {
  const AgainstTheWorld against(world);
  const auto rows = std::ssize(classes);
  PresenceDetectors detectors;
  detectors.directions = Map<float>::uninitialised(rows, world.mean.width());
  detectors.surroundings = Map<float>::uninitialised(rows, world.mean.width());
  for (int64_t c = 0; c < rows; ++c) {
    const auto [direction, surroundings, threshold, slope] =
        detector(classes, static_cast<std::size_t>(c), against);
    std::ranges::copy(direction, detectors.directions.row(c).begin());
    std::ranges::copy(surroundings, detectors.surroundings.row(c).begin());
    detectors.thresholds.push_back(threshold);
    detectors.slopes.push_back(slope);
  }
  return detectors;
}

PresenceDetectors margin_detectors(const Map<float>& prototypes) {
  const auto unit = directions(prototypes);
  const int64_t classes = prototypes.height() - 1;
  auto margins = Map<float>::uninitialised(classes, prototypes.width());
  for (int64_t c = 0; c < classes; ++c)
    std::ranges::transform(unit.row(c + 1), unit.row(0), margins.row(c).begin(), std::minus());
  const auto count = static_cast<std::size_t>(classes);
  return {.directions = std::move(margins),
          .surroundings = Map<float>(classes, prototypes.width()),
          .thresholds = std::vector<float>(count),
          .slopes = std::vector<float>(count, kSlopeOfMargin)};
}

PresenceDetectors learned_detectors(const std::vector<PooledShots>& shots,
                                    const Map<float>& prototypes,
                                    const DirectionStatistics* world) {
  if (world == nullptr) return margin_detectors(prototypes);
  std::vector<Shots> classes;
  for (const auto& of_class : shots) classes.push_back(of_class.directions);
  return presence_detectors(classes, *world);
}

}  // namespace panet
