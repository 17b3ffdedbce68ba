#include "segment/logit_mosaic.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "base/quotient_up.h"
#include "model/bilinear_position.h"
#include "model/cosine_classifier.h"

namespace panet {
namespace {

constexpr float kShareOfWhole = 0.2f;

// A point of the mosaic on one axis of a tile.
struct Point {
  int64_t index;          // in the mosaic
  BilinearPosition tile;  // between two of its features
};

// Those of `points` points along a picture's side whose middle lies in the tile.
std::vector<Point> points_in(int64_t begin, int64_t side, int64_t length, int64_t points,
                             int64_t features) {
  std::vector<Point> result;
  const auto pixels = static_cast<float>(length) / static_cast<float>(points);
  for (int64_t i = 0; i < points; ++i) {
    const float share = ((static_cast<float>(i) + 0.5f) * pixels - static_cast<float>(begin)) /
                        static_cast<float>(side);
    if (share < 0 || share >= 1) continue;
    const float position = share * static_cast<float>(features) - 0.5f;
    result.push_back({.index = i, .tile = bilinear_position_at(position, features)});
  }
  return result;
}

float mix(float a, float b, float share_of_b) {
  return a + share_of_b * (b - a);
}

}  // namespace

LogitMosaic::LogitMosaic(PictureSize picture, int64_t side, int64_t features, MapStack whole)
    : picture_(picture) {
  const int64_t points = quotient_up(features * std::max(picture.height, picture.width), side);
  const int64_t longer = std::max(whole.height(), whole.width());
  const PictureSize grid = {.height = quotient_up(points * whole.height(), longer),
                            .width = quotient_up(points * whole.width(), longer)};
  whole_ = upsample_logits(std::move(whole), grid);
  sums_ = MapStack(whole_.maps(), whole_.dimensions());
  tiles_ = Map<float>(whole_.dimensions());
}

void LogitMosaic::add(const TilePlace& tile, const MapStack& logits) {
  const auto rows =
      points_in(tile.top, tile.side, picture_.height, sums_.height(), logits.height());
  const auto columns =
      points_in(tile.left, tile.side, picture_.width, sums_.width(), logits.width());
  for (const auto& [row, y] : rows)
    for (const auto& [column, x] : columns) {
      ++tiles_.at(row, column);
      for (int64_t p = 0; p < sums_.maps(); ++p) {
        const float above =
            mix(logits.at(p, y.first, x.first), logits.at(p, y.first, x.next), x.share_of_next);
        const float below =
            mix(logits.at(p, y.next, x.first), logits.at(p, y.next, x.next), x.share_of_next);
        sums_.at(p, row, column) += mix(above, below, y.share_of_next);
      }
    }
}

MapStack LogitMosaic::merged() && {
  for (int64_t p = 0; p < whole_.maps(); ++p) {
    const auto sums = sums_.map(p);
    const auto whole = whole_.map(p);
    for (std::size_t i = 0; i < sums.size(); ++i)
      if (const float tiles = tiles_.all()[i]; tiles > 0)
        whole[i] = mix(sums[i] / tiles, whole[i], kShareOfWhole);
  }
  return std::move(whole_);
}

}  // namespace panet
