#include "train/augmentation.h"

#include "support.h"
#include "tensors.h"

namespace panet {
namespace {

using test::max_difference;

torch::Tensor picture() {
  return torch::arange(3 * 8 * 8, torch::kFloat32).view({1, 3, 8, 8}).div(50) - 1.5;
}

torch::Tensor map() {
  return torch::arange(64, torch::kUInt8).view({8, 8});
}

TEST(Augmentation, LeavesEverythingAsItIsByDefault) {
  const Augmentation none;
  EXPECT_EQ(max_difference(none.of_input(picture()), picture()), 0);
  EXPECT_TRUE(torch::equal(none.of_map(map()), map()));
}

TEST(Augmentation, FlipsPictureAndMapAlike) {
  const Augmentation flip = {.flip = true};
  EXPECT_EQ(flip.of_input(picture())[0][1][2][0].item<float>(),
            picture()[0][1][2][7].item<float>());
  EXPECT_EQ(flip.of_map(map())[2][0].item<int>(), map()[2][7].item<int>());
}

TEST(Augmentation, ChangesColoursAsNamed) {
  const auto brighter = Augmentation{.brightness = 1.5}.of_input(picture());
  EXPECT_LT(max_difference(brighter, (picture() + 2) * 1.5 - 2), 1e-6);
  const auto grey = Augmentation{.saturation = 0}.of_input(picture());
  EXPECT_LT(max_difference(grey.select(1, 0), grey.select(1, 2)), 1e-6);
  const auto flat = Augmentation{.contrast = 0}.of_input(picture());
  EXPECT_LT((flat.max() - flat.min()).item<float>(), 1e-6);
  EXPECT_NEAR(flat.mean().item<float>(), picture().mean().item<float>(), 1e-5);
}

TEST(Augmentation, KeepsTheLayoutThatTheEncoderTakes) {
  const Augmentation flip = {.flip = true};
  EXPECT_TRUE(flip.of_input(picture()).is_contiguous(torch::MemoryFormat::ChannelsLast));
}

// --- Windows

// One pixel of 30 x 60.
Mask object() {
  Mask mask(30, 60);
  mask.at(10, 50) = 1;
  return mask;
}

bool shows_the_object(const Window& window) {
  const double x = 50.5 / 60, y = 10.5 / 30;
  return window.x <= x && x <= window.x + window.width && window.y <= y &&
         y <= window.y + window.height;
}

TEST(DrawnWindow, IsTheWholeByDefault) {
  RandomStream random(1, 0);
  EXPECT_TRUE(drawn_window({}, object, random) == Window{});
}

TEST(DrawnWindow, EnlargesAPartOfThePictureAroundTheObject) {
  for (uint64_t i = 0; i < 50; ++i) {
    RandomStream random(1, i);
    const auto window = drawn_window({.scale = 4}, object, random);
    EXPECT_TRUE(shows_the_object(window));
    EXPECT_EQ(window.width, window.height);
    EXPECT_GE(window.width, 0.25);
    EXPECT_GE(window.x, 0);
    EXPECT_LE(window.y + window.height, 1);
  }
}

TEST(DrawnWindow, LiesAroundEachPixelOfTheObjectInTurn) {
  Mask mask(1, 8);
  mask.at(0, 1) = mask.at(0, 6) = 1;
  int left = 0, right = 0;
  for (uint64_t i = 0; i < 40; ++i) {
    RandomStream random(1, i);
    const auto window = drawn_window(
        {.crop = 1, .crop_least = 8, .crop_most = 8}, [&] { return mask.copy(); }, random);
    (window.x < 0.5 ? left : right) += 1;
    const double x = window.x < 0.5 ? 1.5 / 8 : 6.5 / 8;
    EXPECT_LE(window.x, x);
    EXPECT_GE(window.x + window.width, x);
  }
  EXPECT_GT(left, 8);
  EXPECT_GT(right, 8);
}

TEST(DrawnWindow, CutsOutSquaresOfPixels) {
  const AugmentationOptions options = {.crop = 1, .crop_least = 0.5, .crop_most = 3};
  double smallest = 10, largest = 0;
  for (uint64_t i = 0; i < 100; ++i) {
    RandomStream random(1, i);
    const auto window = drawn_window(options, object, random);
    EXPECT_TRUE(shows_the_object(window));
    EXPECT_NEAR(window.width * 60, window.height * 30, 1e-9);
    // Inside the picture where it fits, around the whole picture where it does not.
    EXPECT_EQ(window.x >= 0 && window.x + window.width <= 1 + 1e-9, window.width <= 1);
    EXPECT_EQ(window.y <= 0 && window.y + window.height >= 1 - 1e-9, window.height >= 1);
    smallest = std::min(smallest, window.width);
    largest = std::max(largest, window.width);
  }
  EXPECT_NEAR(smallest, 1.0 / 3, 0.05);
  EXPECT_GT(largest, 1.5);
  EXPECT_LE(largest, 2);
}

TEST(DrawnWindow, CutsOutOfTheShareOfPicturesAskedFor) {
  int cut_out = 0;
  for (uint64_t i = 0; i < 100; ++i) {
    RandomStream random(1, i);
    const AugmentationOptions options = {.crop = 0.3, .crop_least = 2, .crop_most = 2};
    cut_out += drawn_window(options, object, random) == Window{} ? 0 : 1;
  }
  EXPECT_GT(cut_out, 15);
  EXPECT_LT(cut_out, 45);
}

TEST(DrawnWindow, IsAnywhereWithoutAnObject) {
  RandomStream random(1, 0);
  const auto nothing = [] { return Mask(30, 60); };
  EXPECT_NE(drawn_window({.scale = 8}, nothing, random).width, 1);
}

}  // namespace
}  // namespace panet
