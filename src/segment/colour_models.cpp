#include "segment/colour_models.h"

#include <array>
#include <functional>

#include "base/dispatch.h"
#include "base/parallel.h"
#include "segment/box_mean.h"

namespace panet {
namespace {

// Of the colours' variance, where black is 0 and white 1: edges that vary less are no edges.
constexpr float kEpsilon = 1e-3f;
constexpr float kPerLevel = 1.0f / 255;
constexpr int64_t kPointsPerTask = 4096;

// Red, green and blue, 0 to 1.
MapStack planes_of(const Picture& colours) {
  auto planes = MapStack::uninitialised(3, colours.dimensions());
  for (std::size_t c = 0; c < 3; ++c)
    std::ranges::transform(
        colours.all(), planes.map(static_cast<int64_t>(c)).begin(),
        [c](const Colour& colour) { return kPerLevel * static_cast<float>(colour[c]); });
  return planes;
}

void multiply(std::span<const float> a, std::span<const float> b, std::span<float> products) {
  std::ranges::transform(a, b, products.begin(), std::multiplies());
}

// kCount maps from map `first` on.
template <typename Float, std::size_t kCount, typename Maps>
std::array<Float*, kCount> maps_of(Maps& maps, int64_t first) {
  std::array<Float*, kCount> result;
  for (std::size_t i = 0; i < kCount; ++i)
    result[i] = maps.map(first + static_cast<int64_t>(i)).data();
  return result;
}

using Statistics = std::array<float*, 9>;
using ConstStatistics = std::array<const float*, 9>;
using Unknowns = std::array<float*, kModelCoefficients>;

// The means of products of colours become the entries of their covariance's inverse.
void invert(const Statistics& maps, int64_t first, int64_t last) {
  float *const red = maps[0], *const green = maps[1], *const blue = maps[2], *const rr = maps[3],
               *const rg = maps[4], *const rb = maps[5], *const gg = maps[6], *const gb = maps[7],
               *const bb = maps[8];
#pragma omp simd
  for (int64_t i = first; i < last; ++i) {
    const float xx = rr[i] - red[i] * red[i] + kEpsilon, xy = rg[i] - red[i] * green[i],
                xz = rb[i] - red[i] * blue[i], yy = gg[i] - green[i] * green[i] + kEpsilon,
                yz = gb[i] - green[i] * blue[i], zz = bb[i] - blue[i] * blue[i] + kEpsilon;
    const float minor_xx = yy * zz - yz * yz, minor_xy = xz * yz - xy * zz,
                minor_xz = xy * yz - xz * yy;
    const float scale = 1 / (xx * minor_xx + xy * minor_xy + xz * minor_xz);
    rr[i] = minor_xx * scale;
    rg[i] = minor_xy * scale;
    rb[i] = minor_xz * scale;
    gg[i] = (xx * zz - xz * xz) * scale;
    gb[i] = (xy * xz - xx * yz) * scale;
    bb[i] = (xx * yy - xy * xy) * scale;
  }
}

// Means of the logits and of their products with red, green and blue become the coefficients of
// red, green and blue, and the constant.
void solve(const ConstStatistics& maps, const Unknowns& unknowns, int64_t first, int64_t last) {
  const float *const red = maps[0], *const green = maps[1], *const blue = maps[2],
                     *const rr = maps[3], *const rg = maps[4], *const rb = maps[5],
                     *const gg = maps[6], *const gb = maps[7], *const bb = maps[8];
  float *const a = unknowns[0], *const b = unknowns[1], *const c = unknowns[2],
               *const d = unknowns[3];
#pragma omp simd
  for (int64_t i = first; i < last; ++i) {
    const float mean = a[i];
    const float with_red = b[i] - red[i] * mean, with_green = c[i] - green[i] * mean,
                with_blue = d[i] - blue[i] * mean;
    const float of_red = rr[i] * with_red + rg[i] * with_green + rb[i] * with_blue,
                of_green = rg[i] * with_red + gg[i] * with_green + gb[i] * with_blue,
                of_blue = rb[i] * with_red + gb[i] * with_green + bb[i] * with_blue;
    a[i] = of_red;
    b[i] = of_green;
    c[i] = of_blue;
    d[i] = mean - of_red * red[i] - of_green * green[i] - of_blue * blue[i];
  }
}

// The colours' means around each point, and the inverse of their covariance there: red, green,
// blue; xx, xy, xz, yy, yz, zz.
MapStack statistics_of(const MapStack& planes) {
  auto products = MapStack::uninitialised(9, planes.dimensions());
  std::ranges::copy(planes.all(), products.all().begin());
  int64_t next = 3;
  for (int64_t a = 0; a < 3; ++a)
    for (int64_t b = a; b < 3; ++b) multiply(planes.map(a), planes.map(b), products.map(next++));
  auto means = box_mean(products);
  const auto maps = maps_of<float, 9>(means, 0);
  parallel_for(0, std::ssize(means.map(0)), kPointsPerTask,
               [&](int64_t first, int64_t last) { on_this_cpu<invert>(maps, first, last); });
  return means;
}

// Each map of logits and its products with the colours.
MapStack with_colours(const MapStack& logits, const MapStack& planes) {
  auto products = MapStack::uninitialised(kModelCoefficients * logits.maps(), logits.dimensions());
  for (int64_t p = 0; p < logits.maps(); ++p) {
    const int64_t first = kModelCoefficients * p;
    std::ranges::copy(logits.map(p), products.map(first).begin());
    for (int64_t c = 0; c < 3; ++c)
      multiply(logits.map(p), planes.map(c), products.map(first + 1 + c));
  }
  return products;
}

}  // namespace

MapStack colour_models(const Picture& colours, const MapStack& logits) {
  const auto planes = planes_of(colours);
  const auto statistics = statistics_of(planes);
  const auto of_colours = maps_of<const float, 9>(statistics, 0);
  auto models = box_mean(with_colours(logits, planes));
  for (int64_t p = 0; p < logits.maps(); ++p) {
    const auto unknowns = maps_of<float, kModelCoefficients>(models, kModelCoefficients * p);
    parallel_for(0, std::ssize(planes.map(0)), kPointsPerTask, [&](int64_t first, int64_t last) {
      on_this_cpu<solve>(of_colours, unknowns, first, last);
    });
  }
  return box_mean(models);
}

}  // namespace panet
