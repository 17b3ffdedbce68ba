#include "annotation/mask_content.h"

#include <algorithm>
#include <bitset>
#include <cstdlib>
#include <vector>

#include "annotation/mask_foreground.h"
#include "image/mask.h"

namespace panet {
namespace {

// Masks and strokes have few colours; those of soft edges are many, but lie in few places.
constexpr int64_t kFewColours = 32;

// What can be seen of a picture: colours, 0 where it is transparent.
class Seen {
 public:
  explicit Seen(const Png& png)
      : height(png.colours.height()),
        width(png.colours.width()),
        pixels_(mapped<Map<uint32_t>>(png.colours, [this](const Rgba& colour) {
          if (is_visible(colour)) return seen(colour);
          ++transparent_count;
          return uint32_t{0};
        })) {}

  uint32_t at(int64_t y, int64_t x) const { return pixels_.at(y, x); }
  int level(int64_t y, int64_t x) const { return level_of(at(y, x)); }
  const Map<uint32_t>& pixels() const { return pixels_; }
  double share(int64_t count) const {
    return static_cast<double>(count) / static_cast<double>(pixels_.size());
  }

  // The brightest of the three channels.
  static int level_of(uint32_t pixel) {
    return static_cast<int>(std::max({pixel >> 16 & 0xFF, pixel >> 8 & 0xFF, pixel & 0xFF}));
  }

  int64_t height, width, transparent_count = 0;

 private:
  static uint32_t seen(const Rgba& colour) {
    return uint32_t{0xFF000000} | uint32_t{colour[0]} << 16 | uint32_t{colour[1]} << 8 | colour[2];
  }

  Map<uint32_t> pixels_;
};

int64_t colour_count_of(const Seen& seen) {
  std::vector<bool> found(std::size_t{1} << 24);
  int64_t count = 0;
  for (const uint32_t pixel : seen.pixels().all()) {
    if (pixel == 0 || found[pixel & 0xFFFFFF]) continue;
    found[pixel & 0xFFFFFF] = true;
    ++count;
  }
  return count;
}

// Of all pixels, those for which `holds(y, x)`.
template <typename Holds>
double share_of(const Seen& seen, Holds holds) {
  int64_t count = 0;
  for (int64_t y = 0; y < seen.height; ++y)
    for (int64_t x = 0; x < seen.width; ++x) count += holds(y, x) ? 1 : 0;
  return seen.share(count);
}

// From how many of the pixels right of it and below it a pixel differs.
int differences(const Seen& seen, int64_t y, int64_t x) {
  const uint32_t here = seen.at(y, x);
  return (x + 1 < seen.width && seen.at(y, x + 1) != here ? 1 : 0) +
         (y + 1 < seen.height && seen.at(y + 1, x) != here ? 1 : 0);
}

// Does not lie on the way from one neighbour to the other: noise, a line, an edge, but no gradient.
bool is_bent(const Seen& seen, int64_t y, int64_t x) {
  constexpr int kTolerance = 4;
  const int twice = 2 * seen.level(y, x);
  const auto bent = [&](int before, int after) {
    return std::abs(before + after - twice) > kTolerance;
  };
  if (x > 0 && x + 1 < seen.width && bent(seen.level(y, x - 1), seen.level(y, x + 1))) return true;
  return y > 0 && y + 1 < seen.height && bent(seen.level(y - 1, x), seen.level(y + 1, x));
}

// In masks of 5000 pictures at most 0.1 of the pixels differ from a neighbour and 0.02 from both;
// in their photographs 0.22 and 0.038, most often nearly all. Labels side by side have edges, too,
// but few corners.
bool is_uneven(const Seen& seen) {
  const auto share = [&](int least) {
    return share_of(seen, [&](int64_t y, int64_t x) { return differences(seen, y, x) >= least; });
  };
  return share(1) > 0.2 && share(2) > 0.03;
}

double bent_share(const Seen& seen) {
  return share_of(seen, [&](int64_t y, int64_t x) { return is_bent(seen, y, x); });
}

// At least half as bright as the brightest pixel.
Mask bright_pixels(const Seen& seen) {
  int brightest = 0;
  for (const uint32_t pixel : seen.pixels().all())
    brightest = std::max(brightest, Seen::level_of(pixel));
  return mapped<Mask>(seen.pixels(), [brightest](uint32_t pixel) {
    return static_cast<uint8_t>(2 * Seen::level_of(pixel) >= brightest);
  });
}

// What lies within two pixels of those, as far as a brush's soft edge reaches.
Mask near_bright(const Seen& seen) {
  constexpr int64_t kReach = 2;
  const Mask bright = bright_pixels(seen);
  Mask near(bright.dimensions());
  for (int64_t y = 0; y < seen.height; ++y) {
    uint8_t* const to = near.row(y).data();
    const int64_t last = std::min(y + kReach, seen.height - 1);
    for (int64_t other = std::max<int64_t>(y - kReach, 0); other <= last; ++other) {
      const uint8_t* const from = bright.row(other).data();
      for (int64_t dx = -kReach; dx <= kReach; ++dx) {
        const int64_t begin = std::max<int64_t>(0, -dx),
                      end = seen.width - std::max<int64_t>(0, dx);
        for (int64_t x = begin; x < end; ++x) to[x] |= from[x + dx];
      }
    }
  }
  return near;
}

}  // namespace

int64_t colour_count(const Png& png) {
  return colour_count_of(Seen(png));
}

bool is_textured(const Png& png) {
  constexpr double kRestless = 0.1;
  const Seen seen(png);
  return is_uneven(seen) && bent_share(seen) > kRestless && colour_count_of(seen) > kFewColours;
}

bool is_photograph(const Png& mask, const Mask& foreground) {
  constexpr double kCutOut = 0.01, kLittle = 0.05, kRestless = 0.3;
  const Seen seen(mask);
  if (seen.share(seen.transparent_count) > kCutOut || !is_uneven(seen)) return false;
  if (colour_count_of(seen) <= kFewColours) return false;
  // A mask has background; one that is blurred has no noise.
  const int64_t background = static_cast<int64_t>(foreground.size()) - count(foreground);
  return seen.share(background) < kLittle || bent_share(seen) > kRestless;
}

double faint_share(const Png& mask, const Mask& foreground) {
  constexpr double kLittle = 0.005, kUneven = 0.3;
  constexpr std::size_t kFewLevels = 3;
  const Seen seen(mask);
  const Mask near = near_bright(seen);
  int64_t faint = 0, uneven = 0, all = 0;
  std::bitset<256> levels;
  for (int64_t y = 0; y < seen.height; ++y) {
    for (int64_t x = 0; x < seen.width; ++x) {
      if (foreground.at(y, x) == 0) continue;
      ++all;
      if (near.at(y, x) != 0) continue;
      ++faint;
      uneven += differences(seen, y, x) > 0 ? 1 : 0;
      levels.set(static_cast<std::size_t>(seen.level(y, x)));
    }
  }
  const double share = all == 0 ? 0 : static_cast<double>(faint) / static_cast<double>(all);
  const bool is_trace = static_cast<double>(uneven) > kUneven * static_cast<double>(faint) &&
                        levels.count() > kFewLevels;
  return is_trace && share > kLittle ? share : 0;
}

}  // namespace panet
