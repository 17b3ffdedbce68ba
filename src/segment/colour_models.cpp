#include "colour_models.h"

#include <array>

#include "box_mean.h"
#include "panet/base/parallel.h"

namespace panet {
namespace {

// Of the colours' variance, where black is 0 and white 1: edges that vary less are no edges.
constexpr float kEpsilon = 1e-3f;
constexpr int64_t kPointsPerTask = 4096;

// 3 x h x w, 0 to 1.
torch::Tensor planes_of(const torch::Tensor& colours) {
  return colours.permute({2, 0, 1}).to(torch::kFloat32).contiguous().div_(255);
}

// A map for each of `count`, behind one another in memory.
template <std::size_t count>
std::array<float*, count> maps_of(const torch::Tensor& maps) {
  std::array<float*, count> result;
  for (std::size_t i = 0; i < count; ++i)
    result[i] = maps[static_cast<int64_t>(i)].template data_ptr<float>();
  return result;
}

// The colours' means around each point, and the inverse of their covariance there.
class ColourStatistics {
 public:
  explicit ColourStatistics(const torch::Tensor& planes)
      : maps_(box_mean(torch::cat({planes, planes * planes[0], planes.slice(0, 1) * planes[1],
                                   planes.slice(0, 2) * planes[2]}))) {
    const auto maps = maps_of<9>(maps_);
    parallel_for(0, planes[0].numel(), kPointsPerTask,
                 [&](int64_t first, int64_t last) { invert(maps, first, last); });
  }

  // Means of the logits and of their products with red, green and blue (4 x h x w) become the
  // coefficients of red, green and blue, and the constant.
  void solve(const torch::Tensor& means) const {
    const auto maps = maps_of<9>(maps_);
    const auto unknown = maps_of<4>(means);
    parallel_for(0, means[0].numel(), kPointsPerTask,
                 [&](int64_t first, int64_t last) { solve(maps, unknown, first, last); });
  }

 private:
  // The means of products become the entries of the inverse.
  static void invert(const std::array<float*, 9>& maps, int64_t first, int64_t last) {
    const auto [red, green, blue, rr, rg, rb, gg, gb, bb] = maps;
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

  static void solve(const std::array<float*, 9>& maps, const std::array<float*, 4>& unknown,
                    int64_t first, int64_t last) {
    const auto [red, green, blue, rr, rg, rb, gg, gb, bb] = maps;
    const auto [a, b, c, d] = unknown;
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

  torch::Tensor maps_;  // 9 x h x w: red, green, blue; xx, xy, xz, yy, yz, zz
};

}  // namespace

torch::Tensor colour_models(const torch::Tensor& colours, const torch::Tensor& logits) {
  const auto planes = planes_of(colours);
  const ColourStatistics statistics(planes);
  const auto maps = logits.unsqueeze(1);
  auto models = box_mean(torch::cat({maps, maps * planes}, 1).flatten(0, 1))
                    .unflatten(0, {-1, kModelCoefficients});
  for (int64_t p = 0; p < models.size(0); ++p) statistics.solve(models[p]);
  return box_mean(models.flatten(0, 1)).view_as(models);
}

}  // namespace panet
