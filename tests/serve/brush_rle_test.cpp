#include "serve/formats/brush_rle.h"

#include <random>

#include "maps.h"
#include "support.h"

namespace panet::serve {
namespace {

using panet::test::error_of;
using panet::test::Tells;
using panet::test::written;

using Bytes = std::vector<uint8_t>;

Mask stripe() {
  Mask mask(10, 10);
  std::fill_n(mask.all().begin() + 10, 5, uint8_t{1});
  return mask;
}

const Bytes kPair = {0, 0, 0, 8, 57, 27, 252, 127, 241, 128, 0};
const Bytes kStripe = {0, 0, 1, 144, 57, 27, 254, 39, 0, 194, 127, 252, 5, 76, 0};

TEST(BrushRle, IsAsLabelStudioWritesIt) {
  EXPECT_EQ(brush_rle(written<Mask>({{1, 0}})), kPair);
  EXPECT_EQ(brush_rle(stripe()), kStripe);
}

TEST(BrushRle, IsReadAsLabelStudioWritesIt) {
  EXPECT_EQ(decode_brush_rle(kPair, {1, 2}), written<Mask>({{1, 0}}));
  EXPECT_EQ(decode_brush_rle(kStripe, {10, 10}), stripe());
}

TEST(BrushRle, AnyMaskComesBack) {
  std::mt19937 random(7);
  for (const int64_t longest : {1, 9, 70'000}) {
    Mask mask(301, 457);
    auto pixels = mask.all();
    for (std::size_t at = 0, run = 0; at < pixels.size(); at += run) {
      run = 1 + random() % static_cast<std::size_t>(longest);
      if (random() % 2 == 0) continue;
      std::fill_n(pixels.begin() + static_cast<std::ptrdiff_t>(at),
                  std::min(run, pixels.size() - at), uint8_t{1});
    }
    EXPECT_EQ(decode_brush_rle(brush_rle(mask), mask.dimensions()), mask) << longest;
  }
}

// A bit 0 in place of 1, the first of the sizes, which has 3 bits: 8 values, of which the last is
// how opaque the second pixel is.
TEST(BrushRle, ValuesMayStandForThemselves) {
  const Bytes bytes = {0, 0, 0, 8, 57, 27, 0b11111'0'00, 0b111'00000,
                       0, 0, 0, 0, 0,  0,  0b000'11111,  0b111'00000};
  EXPECT_EQ(decode_brush_rle(bytes, {1, 2}), written<Mask>({{0, 1}}));
}

TEST(BrushRle, TellsWhatIsWrong) {
  const auto error = [](const Bytes& bytes, PictureSize size) {
    return error_of([&] { decode_brush_rle(bytes, size); });
  };
  EXPECT_THAT(error({}, {1, 2}), Tells("cut off"));
  EXPECT_THAT(error({0, 0, 0, 8, 57, 27, 252}, {1, 2}), Tells("cut off"));
  EXPECT_THAT(error(kPair, {1, 3}), Tells("has 8 values", "3 x 1", "12"));
  EXPECT_THAT(error({0, 0, 0, 8, 120, 0, 0, 0}, {1, 2}), Tells("16 bits"));
  EXPECT_THAT(error({0, 0, 0, 8, 57, 27, 254, 255, 255, 255, 255}, {1, 2}), Tells("last pixel"));
}

}  // namespace
}  // namespace panet::serve
