#include "image/resize.h"

#include <span>
#include <vector>

#include "base/parallel.h"
#include "image/triangle_resize.h"

namespace panet {
namespace {

constexpr int64_t kRowsPerTask = 8;

// By a sum, several at a time: lround is a call for each.
void round_levels(const std::vector<Levels>& levels, std::span<Colour> out) {
  for (std::size_t x = 0; x < out.size(); ++x)
    for (std::size_t c = 0; c < 3; ++c)
      out[x][c] =
          static_cast<uint8_t>(levels[x][c] + 0.5f);  // NOLINT(bugprone-incorrect-roundings)
}

}  // namespace

Picture resized_picture(const PictureView& picture, PictureSize size) {
  const TriangleResize resize(picture, size, "resized_picture");
  auto result = Picture::uninitialised(size);
  parallel_for(0, size.height, kRowsPerTask, [&](int64_t first, int64_t last) {
    std::vector<Levels> levels(static_cast<std::size_t>(size.width));
    for (int64_t y = first; y < last; ++y) {
      resize.row(y, levels);
      round_levels(levels, result.row(y));
    }
  });
  return result;
}

}  // namespace panet
