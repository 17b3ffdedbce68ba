#include "model/feature_products.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/dispatch.h"
#include "base/parallel.h"
#include "base/quotient_up.h"
#include "model/cosine_classifier.h"

namespace panet {
namespace {

// Features are worked on four at a time: what they are multiplied with is loaded once for all four,
// and the processor has four independent sums to go on with.
constexpr int64_t kTile = 4;
constexpr int64_t kTilesPerTask = 16;
constexpr int64_t kTilesPerSum = 64;  // makes the order of additions, whatever the threads

using Tile = std::array<const float*, kTile>;

struct alignas(64) CacheLine {
  std::array<float, 16> values;
};

void widen(const BFloat16* values, int64_t count, float* floats) {
#pragma omp simd
  for (int64_t i = 0; i < count; ++i) floats[i] = to_float(values[i]);
}

void multiply(const Tile& tile, const float* vector, int64_t channels, float* products) {
  const float *const a = tile[0], *const b = tile[1], *const c = tile[2], *const d = tile[3];
  float of_a = 0, of_b = 0, of_c = 0, of_d = 0;
#pragma omp simd reduction(+ : of_a, of_b, of_c, of_d)
  for (int64_t i = 0; i < channels; ++i) {
    of_a += a[i] * vector[i];
    of_b += b[i] * vector[i];
    of_c += c[i] * vector[i];
    of_d += d[i] * vector[i];
  }
  products[0] = of_a;
  products[1] = of_b;
  products[2] = of_c;
  products[3] = of_d;
}

void add_squares(const Tile& tile, int64_t channels, float* sums) {
  const float *const a = tile[0], *const b = tile[1], *const c = tile[2], *const d = tile[3];
  float of_a = 0, of_b = 0, of_c = 0, of_d = 0;
#pragma omp simd reduction(+ : of_a, of_b, of_c, of_d)
  for (int64_t i = 0; i < channels; ++i) {
    of_a += a[i] * a[i];
    of_b += b[i] * b[i];
    of_c += c[i] * c[i];
    of_d += d[i] * d[i];
  }
  sums[0] = of_a;
  sums[1] = of_b;
  sums[2] = of_c;
  sums[3] = of_d;
}

void add_weighted(const Tile& tile, const float* weights, int64_t channels, float* sums) {
  const float *const a = tile[0], *const b = tile[1], *const c = tile[2], *const d = tile[3];
  const float of_a = weights[0], of_b = weights[1], of_c = weights[2], of_d = weights[3];
#pragma omp simd
  for (int64_t i = 0; i < channels; ++i)
    sums[i] += of_a * a[i] + of_b * b[i] + of_c * c[i] + of_d * d[i];
}

// Hands out the features of an image as floats, a tile at a time.
class Tiles {
 public:
  explicit Tiles(const Features& features)
      : features_(features),
        widened_(features.type() == Features::Type::kBFloat16
                     ? static_cast<std::size_t>(kTile * features.channels() / 16 + 1)
                     : 0) {}

  static int64_t count(const Features& features) {
    return quotient_up(features.locations(), kTile);
  }

  // Beyond the last feature it is repeated. Good until the next call.
  Tile operator()(int64_t tile) {
    const int64_t channels = features_.channels(), first = tile * kTile;
    const int64_t last = std::min(kTile, features_.locations() - first) - 1;
    const float* const floats = widened_.empty() ? features_.floats().data() + first * channels
                                                 : widened(first * channels, (last + 1) * channels);
    Tile result;
    for (int64_t i = 0; i < kTile; ++i)
      result[static_cast<std::size_t>(i)] = floats + std::min(i, last) * channels;
    return result;
  }

 private:
  const float* widened(int64_t first, int64_t count) {
    float* const floats = widened_.front().values.data();
    on_this_cpu<widen>(features_.bfloats().data() + first, count, floats);
    return floats;
  }

  const Features& features_;
  std::vector<CacheLine> widened_;
};

// Calls work(tile, first location, how many locations of it there are) for each.
template <typename Work>
void for_each_tile(const Features& features, int64_t first, int64_t last, const Work& work) {
  Tiles tiles(features);
  for (int64_t i = first; i < last; ++i)
    work(tiles(i), i * kTile, std::min(kTile, features.locations() - i * kTile));
}

// P x D.
Map<float> sums_of_tiles(const Features& features, const MapStack& weights, int64_t first,
                         int64_t last) {
  Map<float> sums(weights.maps(), features.channels());
  for_each_tile(features, first, last, [&](const Tile& tile, int64_t location, int64_t count) {
    for (int64_t p = 0; p < weights.maps(); ++p) {
      std::array<float, kTile> of_tile = {};
      std::copy_n(weights.map(p).data() + location, count, of_tile.data());
      on_this_cpu<add_weighted>(tile, of_tile.data(), features.channels(), sums.row(p).data());
    }
  });
  return sums;
}

}  // namespace

std::vector<float> inverse_lengths(const Features& features) {
  std::vector<float> result(static_cast<std::size_t>(features.locations()));
  parallel_for(0, Tiles::count(features), kTilesPerTask, [&](int64_t first, int64_t last) {
    for_each_tile(features, first, last, [&](const Tile& tile, int64_t location, int64_t count) {
      std::array<float, kTile> squares;
      on_this_cpu<add_squares>(tile, features.channels(), squares.data());
      std::transform(squares.data(), squares.data() + count, result.data() + location,
                     [](float sum) { return 1 / std::max(std::sqrt(sum), kSmallestLength); });
    });
  });
  return result;
}

MapStack dot_products(const Features& features, const Map<float>& vectors) {
  auto result = MapStack::uninitialised(vectors.height(), features.grid());
  parallel_for(0, Tiles::count(features), kTilesPerTask, [&](int64_t first, int64_t last) {
    for_each_tile(features, first, last, [&](const Tile& tile, int64_t location, int64_t count) {
      for (int64_t p = 0; p < vectors.height(); ++p) {
        std::array<float, kTile> products;
        on_this_cpu<multiply>(tile, vectors.row(p).data(), features.channels(), products.data());
        std::copy_n(products.data(), count, result.map(p).data() + location);
      }
    });
  });
  return result;
}

Map<float> weighted_sums(const Features& features, const MapStack& weights) {
  const int64_t tiles = Tiles::count(features);
  std::vector<Map<float>> parts(static_cast<std::size_t>(quotient_up(tiles, kTilesPerSum)));
  parallel_for(0, std::ssize(parts), 1, [&](int64_t first, int64_t last) {
    for (int64_t part = first; part < last; ++part)
      parts[static_cast<std::size_t>(part)] = sums_of_tiles(
          features, weights, part * kTilesPerSum, std::min((part + 1) * kTilesPerSum, tiles));
  });
  Map<float> sums(weights.maps(), features.channels());
  for (const auto& part : parts)
    std::ranges::transform(sums.all(), part.all(), sums.all().begin(), std::plus());
  return sums;
}

}  // namespace panet
