#include "panet/train/augmentation.h"

#include "support.h"

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

TEST(Augmentation, EnlargesTheSameWindowOfPictureAndMap) {
  const Augmentation zoom = {.x = 0.5, .y = 0, .side = 0.5};  // the upper right quarter
  const auto enlarged = zoom.of_map(map());
  EXPECT_EQ(enlarged[0][0].item<int>(), map()[0][4].item<int>());
  EXPECT_EQ(enlarged[7][7].item<int>(), map()[3][7].item<int>());
  // The picture is a ramp, so enlarging it bilinearly keeps its corners and halves its slope.
  const auto input = zoom.of_input(picture());
  EXPECT_EQ(input.sizes(), picture().sizes());
  EXPECT_EQ(input[0][0][0][0].item<float>(), picture()[0][0][0][4].item<float>());
  EXPECT_EQ(input[0][2][7][7].item<float>(), picture()[0][2][3][7].item<float>());
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

}  // namespace
}  // namespace panet
