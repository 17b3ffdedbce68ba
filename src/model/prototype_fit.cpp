#include "model/prototype_fit.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "base/dispatch.h"
#include "model/area_averages.h"
#include "model/cosine_classifier.h"

namespace panet {
namespace {

constexpr float kLeastScore = 1e-30f;  // whose logarithm is finite

// The cells of all shots, one after the other.
Features joined(const std::vector<ShotOfClass>& shots) {
  int64_t cells = 0;
  for (const auto& [shot, class_index] : shots) cells += shot->directions.locations();
  const auto& first = shots.front().shot->directions;
  Features all({cells, 1}, first.channels(), first.type());
  auto place = all.bytes().begin();
  for (const auto& [shot, class_index] : shots)
    place = std::ranges::copy(shot->directions.bytes(), place).out;
  return all;
}

// y_ic of all shots, one after the other.
MapStack areas(const std::vector<ShotOfClass>& shots, int64_t prototypes, int64_t cells) {
  MapStack result(prototypes, {cells, 1});
  std::size_t first = 0;
  for (const auto& [shot, class_index] : shots) {
    const auto size = shot->foreground.size();
    const auto object = static_cast<int64_t>(1 + class_index);
    std::ranges::copy(shot->background.all(), result.map(0).subspan(first, size).begin());
    std::ranges::copy(shot->foreground.all(), result.map(object).subspan(first, size).begin());
    first += size;
  }
  return result;
}

double sum_of(std::span<const float> values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

void scale(std::span<float> values, double factor) {
  for (float& value : values) value *= static_cast<float>(factor);
}

// w_c y_ic.
MapStack weighted(MapStack areas) {
  for (int64_t c = 0; c < areas.maps(); ++c)
    if (const double area = sum_of(areas.map(c)); area > 0)
      scale(areas.map(c), 1 / std::sqrt(area));
  if (const double all = sum_of(areas.all()); all > 0) scale(areas.all(), 1 / all);
  return areas;
}

std::vector<float> sums_over_maps(const MapStack& maps) {
  std::vector<float> sums(maps.map(0).size());
  for (int64_t m = 0; m < maps.maps(); ++m)
    std::ranges::transform(sums, maps.map(m), sums.begin(), std::plus());
  return sums;
}

double shots_of_a_class(const std::vector<ShotOfClass>& shots, int64_t classes) {
  return static_cast<double>(shots.size()) / static_cast<double>(classes);
}

double cross_entropy(const MapStack& scores, const MapStack& goal) {
  double sum = 0;
  for (std::size_t i = 0; i < goal.all().size(); ++i)
    if (goal.all()[i] > 0)
      sum -= static_cast<double>(goal.all()[i]) * std::log(std::max(scores.all()[i], kLeastScore));
  return sum;
}

// The derivative by the logits: what each cell is taken for, less what it is.
MapStack error_of(MapStack scores, const MapStack& goal, const std::vector<float>& weights) {
  for (int64_t c = 0; c < scores.maps(); ++c) {
    const auto of_class = scores.map(c);
    for (std::size_t i = 0; i < weights.size(); ++i)
      of_class[i] = weights[i] * of_class[i] - goal.map(c)[i];
  }
  return scores;
}

// From the derivative by 20 times a prototype's direction to that by the prototype itself.
void derive_direction(std::span<const float> prototype, std::span<float> gradient) {
  const auto product = [](std::span<const float> a, std::span<const float> b) {
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.0f);
  };
  const float length = std::max(std::sqrt(product(prototype, prototype)), kSmallestLength);
  const float along = product(gradient, prototype) / (length * length);
  std::ranges::transform(gradient, prototype, gradient.begin(), [=](float value, float of) {
    return kAlpha * (value - along * of) / length;
  });
}

// Adam's means of the gradient and of its square.
class Adam {
 public:
  Adam(PictureSize size, float step_size) : mean_(size), square_(size), step_size_(step_size) {}

  void step(const Map<float>& gradient, Map<float>& values) {
    ++steps_;
    on_this_cpu<move>(gradient.all().data(), static_cast<int64_t>(values.size()),
                      step_size_ / (1 - std::pow(kOfMean, steps_)),
                      1 / (1 - std::pow(kOfSquare, steps_)), mean_.all().data(),
                      square_.all().data(), values.all().data());
  }

 private:
  static constexpr float kOfMean = 0.9f, kOfSquare = 0.999f, kEpsilon = 1e-8f;

  static void move(const float* gradient, int64_t count, float step_size, float of_square,
                   float* mean, float* square, float* values) {
#pragma omp simd
    for (int64_t i = 0; i < count; ++i) {
      mean[i] = kOfMean * mean[i] + (1 - kOfMean) * gradient[i];
      square[i] = kOfSquare * square[i] + (1 - kOfSquare) * gradient[i] * gradient[i];
      values[i] -= step_size * mean[i] / (std::sqrt(of_square * square[i]) + kEpsilon);
    }
  }

  Map<float> mean_, square_;
  float step_size_, steps_ = 0;
};

}  // namespace

CoarseShot coarse_shot(const Features& features, const Mask& foreground, const Mask& background) {
  const PictureSize grid = {.height = std::min(kCoarseSide, features.height()),
                            .width = std::min(kCoarseSide, features.width())};
  return {.directions = average_directions(features, grid),
          .foreground = average_mask(foreground, grid),
          .background = average_mask(background, grid)};
}

PrototypeLoss::PrototypeLoss(const Map<float>& means, const std::vector<ShotOfClass>& shots,
                             float pull)
    : start_(panet::directions(means)),
      cells_(joined(shots)),
      directions_(cells_),
      goal_(weighted(areas(shots, means.height(), cells_.locations()))),
      weights_(sums_over_maps(goal_)),
      pull_(pull / static_cast<float>(shots_of_a_class(shots, means.height() - 1))) {}

PrototypeLoss::Value PrototypeLoss::at(const Map<float>& prototypes) const {
  auto scores = softmax(directions_.logits(prototypes));
  Value value = {.loss = cross_entropy(scores, goal_), .gradient = {}};
  value.gradient = directions_.sums(error_of(std::move(scores), goal_, weights_));
  for (int64_t p = 0; p < prototypes.height(); ++p)
    derive_direction(prototypes.row(p), value.gradient.row(p));
  for (std::size_t i = 0; i < start_.size(); ++i) {
    const float moved = prototypes.all()[i] - start_.all()[i];
    value.loss += static_cast<double>(pull_ * moved * moved);
    value.gradient.all()[i] += 2 * pull_ * moved;
  }
  return value;
}

bool is_worth_fitting(const std::vector<int64_t>& class_shots) {
  return std::ranges::any_of(class_shots, [](int64_t shots) { return shots > 1; });
}

Map<float> fitted_prototypes(const Map<float>& means, const std::vector<ShotOfClass>& shots,
                             const PrototypeFit& fit) {
  const PrototypeLoss loss(means, shots, fit.pull);
  auto prototypes = loss.start().copy();
  Adam adam(prototypes.dimensions(), fit.step_size);
  for (int step = 0; step < fit.steps; ++step) adam.step(loss.at(prototypes).gradient, prototypes);
  return prototypes;
}

}  // namespace panet
