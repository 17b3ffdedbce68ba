#include "segment/logit_strips.h"

#include <memory>
#include <utility>

#include "model/upsampled_rows.h"
#include "segment/guided_rows.h"

namespace panet {
namespace {

// Upsampled logits stay near the processor, as far as there are rows enough for several threads,
// and take little memory whatever the picture's size and however many classes there are.
constexpr int64_t kLogitsPerStrip = 1 << 18, kMostLogitsPerStrip = 1 << 21;
constexpr int64_t kRowsPerStrip = 64;

int64_t rows_per_strip(int64_t logits_per_row) {
  const int64_t wanted = std::max(kRowsPerStrip, kLogitsPerStrip / logits_per_row);
  return std::clamp<int64_t>(kMostLogitsPerStrip / logits_per_row, 1, wanted);
}

// Rows first to last - 1 of a picture's logits.
using LogitRows = std::function<MapStack(int64_t first, int64_t last)>;

LogitRows logit_rows(MapStack logits, const PictureView& picture, bool is_guided) {
  if (is_guided) {
    const auto guided = std::make_shared<GuidedRows>(std::move(logits), picture);
    return [guided](int64_t first, int64_t last) { return guided->rows(first, last); };
  }
  const auto upsampled = std::make_shared<UpsampledRows>(std::move(logits), picture.dimensions());
  return [upsampled](int64_t first, int64_t last) { return upsampled->rows(first, last); };
}

}  // namespace

void for_each_strip(MapStack logits, const PictureView& picture, bool is_guided,
                    const std::function<void(int64_t first, MapStack strip)>& use) {
  const int64_t step = rows_per_strip(picture.width * logits.maps());
  const auto rows = logit_rows(std::move(logits), picture, is_guided);
  for (int64_t first = 0; first < picture.height; first += step)
    use(first, rows(first, std::min(first + step, picture.height)));
}

}  // namespace panet
