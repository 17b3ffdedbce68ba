#include "data/mask_content.h"

#include <torch/torch.h>

#include "data/mask_foreground.h"
#include "support.h"

namespace panet {
namespace {

constexpr int64_t kSide = 96;

// A mask of grey values of 8 bits, H x W.
Png grey_mask(const torch::Tensor& values) {
  const torch::Tensor levels = values.clamp(0, 255).to(torch::kUInt8);
  return {.labels = levels,
          .colours = torch::stack({levels, levels, levels, torch::full_like(levels, 255)}, 2)};
}

// colours: H x W x 3
Png colour_mask(const torch::Tensor& colours, const torch::Tensor& alpha) {
  return {.labels = {},
          .colours = torch::cat({colours, alpha.unsqueeze(2)}, 2).to(torch::kUInt8).contiguous()};
}

torch::Tensor opaque() {
  return torch::full({kSide, kSide}, 255);
}

// H x W: how far each pixel is from the middle.
torch::Tensor distance() {
  const torch::Tensor away = torch::arange(kSide) - kSide / 2;
  return (away * away + (away * away).unsqueeze(1)).to(torch::kFloat).sqrt();
}

// As JPEG leaves photographs: smooth, with noise upon it.
torch::Tensor noisy(int64_t channels) {
  torch::manual_seed(7);
  return (distance() * 2).unsqueeze(2) + torch::randint(20, 90, {kSide, kSide, channels});
}

bool is_photograph(const Png& mask) {
  return is_photograph(mask, mask_foreground(mask));
}

double faint_share(const Png& mask) {
  return faint_share(mask, mask_foreground(mask));
}

TEST(MaskContent, PhotographsAreToldInColourGreyAndWithAPalette) {
  EXPECT_TRUE(is_photograph(colour_mask(noisy(3), opaque())));
  EXPECT_TRUE(is_photograph(grey_mask(noisy(1).squeeze(2))));
  Png with_palette = grey_mask(noisy(1).squeeze(2));
  with_palette.has_palette = true;
  EXPECT_TRUE(is_photograph(with_palette));
}

TEST(MaskContent, AThingBeforeWhiteAndOneInTheNightArePhotographsToo) {
  const torch::Tensor is_thing = distance().lt(35).unsqueeze(2);
  EXPECT_TRUE(is_photograph(
      colour_mask(torch::where(is_thing, noisy(3), torch::full({1}, 255.)), opaque())));
  const torch::Tensor is_dark = distance().gt(45).unsqueeze(2);
  EXPECT_TRUE(is_photograph(colour_mask(noisy(3) * is_dark.logical_not(), opaque())));
}

TEST(MaskContent, MasksAreNoPhotographsHoweverTheirEdgesAre) {
  EXPECT_FALSE(is_photograph(grey_mask(distance().lt(30) * 255)));
  EXPECT_FALSE(is_photograph(grey_mask((30 - distance()) * 128))) << "a soft edge";
  EXPECT_FALSE(is_photograph(grey_mask((40 - distance()) * 8))) << "a very soft one";
  const torch::Tensor tiles = torch::arange(kSide).floor_divide(8);
  EXPECT_FALSE(is_photograph(grey_mask(tiles.unsqueeze(1) * 12 + tiles))) << "many labels";
}

TEST(MaskContent, APictureCutOutIsAMask) {
  EXPECT_FALSE(is_photograph(colour_mask(noisy(3), distance().lt(45) * 255)));
}

TEST(MaskContent, TexturesAreToldFromStrokes) {
  const torch::Tensor strokes = torch::zeros({kSide, kSide, 3});
  strokes.slice(0, 10, 16).select(2, 1).fill_(255);
  strokes.slice(0, 50, 56).select(2, 0).fill_(255);
  EXPECT_FALSE(is_textured(colour_mask(strokes, opaque())));
  EXPECT_TRUE(is_textured(colour_mask(torch::maximum(strokes, noisy(3)), opaque())));
  EXPECT_FALSE(is_textured(colour_mask(torch::maximum(strokes, noisy(3)), strokes.amax(2))))
      << "what is transparent does not count";
  EXPECT_FALSE(is_textured(grey_mask(distance() * 3))) << "a very soft brush";
}

TEST(MaskContent, FaintPixelsAreThoseFarFromBrightOnes) {
  EXPECT_EQ(faint_share(grey_mask(distance().lt(30) * 255)), 0);
  EXPECT_EQ(faint_share(grey_mask((30 - distance()) * 128)), 0) << "a soft edge";
  EXPECT_GT(faint_share(grey_mask((40 - distance()) * 8)), 0.3) << "a very soft one";
  const torch::Tensor ring = distance().lt(36) * distance().ge(30);
  torch::manual_seed(7);
  const double noise =
      faint_share(grey_mask(distance().lt(30) * 255 + ring * torch::randint(0, 9, {kSide, kSide})));
  EXPECT_GT(noise, 0.1) << "as JPEG leaves it";
  EXPECT_LT(noise, 0.3);
}

TEST(MaskContent, LabelsOfSmallValueAreNotFaint) {
  const torch::Tensor cell = torch::arange(kSide).floor_divide(24);
  const torch::Tensor labels = cell.unsqueeze(1) * 4 + cell;
  EXPECT_EQ(faint_share(grey_mask(labels)), 0);
  const torch::Tensor is_void = torch::arange(kSide).ge(90);
  EXPECT_EQ(faint_share(grey_mask(torch::where(is_void, 255, labels))), 0) << "beside void";
}

}  // namespace
}  // namespace panet
