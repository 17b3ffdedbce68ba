#include "model/presence.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>

#include "model/cosine_classifier.h"

namespace panet {
namespace {

constexpr double kShareOfFeatures = 0.02;  // that decide whether the class is there

// Of the largest variance along an axis: what is added to all of them, so that those that were
// measured of few features, or not at all, do not count for too much.
constexpr float kRidge = 0.05f;

// In units of the deviation over the world.
constexpr float kSlopeOfOneShot = 1.1f, kThresholdOfOneShot = 2.5f;
constexpr float kSlope = 1.6f, kThreshold = 2, kThresholdPerSeparation = 0.4f;

// In cosines.
constexpr float kSlopeOfMargin = 10, kThresholdOfMargin = 0.15f;

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
    for (float& value : x) value /= lambda_;
    return x;
  }

 private:
  const DirectionStatistics& world_;
  float lambda_;
};

std::vector<float> difference(std::span<const float> a, std::span<const float> b) {
  std::vector<float> result(a.begin(), a.end());
  std::ranges::transform(result, b, result.begin(), std::minus());
  return result;
}

std::vector<float> mean_of(const ObjectDirections& shots) {
  std::vector<float> mean(shots.front().size());
  for (const auto& shot : shots) std::ranges::transform(mean, shot, mean.begin(), std::plus());
  for (float& value : mean) value /= static_cast<float>(shots.size());
  return mean;
}

struct Detector {
  std::vector<float> direction;
  float threshold, slope;
};

// How far the shots lie from the world, in its deviations, along the direction that the others
// give: what the mean over all pairs of different shots leaves of `square`, the squared distance of
// their mean, in which each is paired with itself as well.
float separation(const ObjectDirections& shots, const DirectionStatistics& world,
                 const Whitening& whitened, float square) {
  const auto count = static_cast<float>(shots.size());
  float of_single = 0;
  for (const auto& shot : shots) {
    const auto x = difference(shot, world.mean.row(0));
    of_single += dot(whitened(x), x) / count;
  }
  const float of_pairs = (count * square - of_single) / (count - 1);
  return std::max(of_pairs, 0.0f) / std::sqrt(square);
}

Detector detector(const ObjectDirections& shots, const DirectionStatistics& world) {
  const Whitening whitened(world);
  const auto x = difference(mean_of(shots), world.mean.row(0));
  auto w = whitened(x);
  const float square = std::max(dot(w, x), kSmallestLength);
  const float threshold =
      shots.size() == 1
          ? kThresholdOfOneShot
          : kThreshold + kThresholdPerSeparation * separation(shots, world, whitened, square);
  const float length = std::max(std::sqrt(dot(w, w)), kSmallestLength);
  const float deviation = std::sqrt(square) / length;  // of the cosines, over the world
  const float of_world = dot(w, world.mean.row(0)) / length;
  return {.direction = std::move(w),
          .threshold = of_world + threshold * deviation,
          .slope = (shots.size() == 1 ? kSlopeOfOneShot : kSlope) / deviation};
}

}  // namespace

PresenceDetectors PresenceDetectors::copy() const {
  return {.directions = directions.copy(), .thresholds = thresholds, .slopes = slopes};
}

std::vector<double> presences(const FeatureDirections& features,
                              const PresenceDetectors& detectors) {
  auto cosines = features.logits(detectors.directions);
  std::vector<double> presences;
  for (int64_t c = 0; c < cosines.maps(); ++c) {
    const auto i = static_cast<std::size_t>(c);
    const double score = mean_of_largest(cosines.map(c)) / static_cast<double>(kAlpha);
    presences.push_back(logistic(static_cast<double>(detectors.slopes[i]) *
                                 (score - static_cast<double>(detectors.thresholds[i]))));
  }
  return presences;
}

PresenceDetectors presence_detectors(const std::vector<ObjectDirections>& classes,
                                     const DirectionStatistics& world) {
  PresenceDetectors detectors = {
      .directions = Map<float>::uninitialised(std::ssize(classes), world.mean.width())};
  for (std::size_t c = 0; c < classes.size(); ++c) {
    const auto [direction, threshold, slope] = detector(classes[c], world);
    std::ranges::copy(direction, detectors.directions.row(static_cast<int64_t>(c)).begin());
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
          .thresholds = std::vector<float>(count, kThresholdOfMargin),
          .slopes = std::vector<float>(count, kSlopeOfMargin)};
}

PresenceDetectors learned_detectors(const std::vector<PooledShots>& shots,
                                    const Map<float>& prototypes,
                                    const DirectionStatistics* world) {
  if (world == nullptr) return margin_detectors(prototypes);
  std::vector<ObjectDirections> classes;
  for (const auto& of_class : shots) classes.push_back(of_class.directions);
  return presence_detectors(classes, *world);
}

}  // namespace panet
