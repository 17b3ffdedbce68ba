#include "annotation/mask_content.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "annotation/mask_foreground.h"
#include "panet/base/random_stream.h"
#include "support.h"

namespace panet {
namespace {

constexpr int64_t kSide = 96;

// kSide x kSide pixels, each as `pixel_at(y, x)` has it.
template <typename To, typename PixelAt>
To map_of(PixelAt pixel_at) {
  To map(kSide, kSide);
  for (int64_t y = 0; y < kSide; ++y)
    for (int64_t x = 0; x < kSide; ++x) map.at(y, x) = pixel_at(y, x);
  return map;
}

Png grey_mask(Labels levels) {
  auto colours = mapped<Map<Rgba>>(levels, [](uint8_t level) {
    return Rgba{level, level, level, 255};
  });
  return {.labels = std::move(levels), .colours = std::move(colours)};
}

// A mask of grey values of 8 bits.
template <typename LevelAt>
Png grey_mask(LevelAt level_at) {
  return grey_mask(map_of<Labels>([&](int64_t y, int64_t x) {
    return static_cast<uint8_t>(std::clamp<double>(level_at(y, x), 0, 255));
  }));
}

template <typename ColourAt>
Png colour_mask(ColourAt colour_at) {
  return {.labels = {}, .colours = map_of<Map<Rgba>>(colour_at)};
}

// How far a pixel is from the middle.
double distance(int64_t y, int64_t x) {
  return std::hypot(y - kSide / 2, x - kSide / 2);
}

// As JPEG leaves photographs: smooth, with noise upon it.
class Noisy {
 public:
  uint8_t level(int64_t y, int64_t x) {
    return static_cast<uint8_t>(distance(y, x) * 2 + 20 + static_cast<double>(random_.below(70)));
  }
  Rgba colour(int64_t y, int64_t x, uint8_t alpha = 255) {
    return {level(y, x), level(y, x), level(y, x), alpha};
  }

 private:
  RandomStream random_{7, 0};
};

uint8_t filled_disc(int64_t y, int64_t x) {
  return distance(y, x) < 30 ? 255 : 0;
}

double soft_edge(int64_t y, int64_t x) {
  return (30 - distance(y, x)) * 128;
}

double very_soft_edge(int64_t y, int64_t x) {
  return (40 - distance(y, x)) * 8;
}

bool is_photograph(const Png& mask) {
  return is_photograph(mask, mask_foreground(mask));
}

double faint_share(const Png& mask) {
  return faint_share(mask, mask_foreground(mask));
}

TEST(MaskContent, PhotographsAreToldInColourGreyAndWithAPalette) {
  Noisy noisy;
  EXPECT_TRUE(is_photograph(colour_mask([&](auto y, auto x) { return noisy.colour(y, x); })));
  Png grey = grey_mask([&](auto y, auto x) { return noisy.level(y, x); });
  EXPECT_TRUE(is_photograph(grey));
  grey.has_palette = true;
  EXPECT_TRUE(is_photograph(grey));
}

TEST(MaskContent, AThingBeforeWhiteAndOneInTheNightArePhotographsToo) {
  Noisy noisy;
  EXPECT_TRUE(is_photograph(colour_mask([&](auto y, auto x) {
    return distance(y, x) < 35 ? noisy.colour(y, x) : Rgba{255, 255, 255, 255};
  })));
  EXPECT_TRUE(is_photograph(colour_mask([&](auto y, auto x) {
    return distance(y, x) > 45 ? Rgba{0, 0, 0, 255} : noisy.colour(y, x);
  })));
}

TEST(MaskContent, MasksAreNoPhotographsHoweverTheirEdgesAre) {
  EXPECT_FALSE(is_photograph(grey_mask(filled_disc)));
  EXPECT_FALSE(is_photograph(grey_mask(soft_edge)));
  EXPECT_FALSE(is_photograph(grey_mask(very_soft_edge)));
  EXPECT_FALSE(is_photograph(grey_mask([](auto y, auto x) { return y / 8 * 12 + x / 8; })))
      << "many labels";
}

TEST(MaskContent, APictureCutOutIsAMask) {
  Noisy noisy;
  EXPECT_FALSE(is_photograph(colour_mask(
      [&](auto y, auto x) { return noisy.colour(y, x, distance(y, x) < 45 ? 255 : 0); })));
}

// A green one and a red one across the picture; transparent elsewhere.
Rgba stroke_at(int64_t y) {
  if (y >= 10 && y < 16) return {0, 255, 0, 255};
  if (y >= 50 && y < 56) return {255, 0, 0, 255};
  return {};
}

// Strokes on a photograph, as transparent as they are.
Rgba stroke_on_photograph(int64_t y, int64_t x, Noisy& noisy) {
  const Rgba stroke = stroke_at(y), below = noisy.colour(y, x);
  return {std::max(stroke[0], below[0]), std::max(stroke[1], below[1]),
          std::max(stroke[2], below[2]), stroke[3]};
}

Rgba opaque(Rgba colour) {
  colour[3] = 255;
  return colour;
}

TEST(MaskContent, TexturesAreToldFromStrokes) {
  Noisy noisy;
  EXPECT_FALSE(is_textured(colour_mask([](auto y, auto) { return opaque(stroke_at(y)); })));
  EXPECT_TRUE(is_textured(
      colour_mask([&](auto y, auto x) { return opaque(stroke_on_photograph(y, x, noisy)); })));
  EXPECT_FALSE(is_textured(colour_mask([&](auto y, auto x) {
    return stroke_on_photograph(y, x, noisy);
  }))) << "what is transparent does not count";
  EXPECT_FALSE(is_textured(grey_mask([](auto y, auto x) { return distance(y, x) * 3; })))
      << "a very soft brush";
}

TEST(MaskContent, FaintPixelsAreThoseFarFromBrightOnes) {
  EXPECT_EQ(faint_share(grey_mask(filled_disc)), 0);
  EXPECT_EQ(faint_share(grey_mask(soft_edge)), 0);
  EXPECT_GT(faint_share(grey_mask(very_soft_edge)), 0.3);
  RandomStream random(7, 0);
  const double noise = faint_share(grey_mask([&](auto y, auto x) -> double {
    const bool is_around = distance(y, x) >= 30 && distance(y, x) < 36;
    return is_around ? static_cast<double>(random.below(9)) : filled_disc(y, x);
  }));
  EXPECT_GT(noise, 0.1) << "as JPEG leaves it";
  EXPECT_LT(noise, 0.3);
}

TEST(MaskContent, LabelsOfSmallValueAreNotFaint) {
  const auto label_at = [](int64_t y, int64_t x) { return y / 24 * 4 + x / 24; };
  EXPECT_EQ(faint_share(grey_mask(label_at)), 0);
  EXPECT_EQ(faint_share(grey_mask([&](auto y, auto x) { return x >= 90 ? 255 : label_at(y, x); })),
            0)
      << "beside void";
}

}  // namespace
}  // namespace panet
