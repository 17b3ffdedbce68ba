#include <string>

#include "panet/image/decode.h"
#include "picture_files.h"
#include "support.h"

namespace panet {
namespace {

using test::error_of;
using test::HandmadeBmp;
using test::max_difference;
using test::Tells;
using test::TemporaryFolder;

torch::Tensor decoded(const HandmadeBmp& bmp) {
  const TemporaryFolder folder;
  test::write_file(folder / "a.bmp", bmp.bytes());
  return decode_picture(folder / "a.bmp");
}

// Blue, green, red of two colours, and a row of three pixels: second, first, second.
const std::string kFirst("\x01\x02\x03", 3), kSecond("\x0A\x0B\x0C", 3), kUnused("\0", 1);
const torch::Tensor kColours = torch::tensor({{3, 2, 1}, {12, 11, 10}});

torch::Tensor looked_up(const torch::Tensor& indices) {
  return kColours.index({indices});
}

TEST(Bmp, PixelsOfAPaletteHaveOneFourOrEightBits) {
  const std::string palette = kFirst + kUnused + kSecond + kUnused;
  const auto rest = [](std::size_t colours) { return std::string(4 * colours, '\0'); };
  const torch::Tensor expected = looked_up(torch::tensor({{1, 0, 1}}));
  const auto bmp = [&](int bits, std::size_t more, const std::string& row) {
    return HandmadeBmp{.width = 3, .bits = bits, .palette = palette + rest(more), .rows = row};
  };
  EXPECT_EQ(max_difference(decoded(bmp(1, 0, std::string("\xA0\0\0\0", 4))), expected), 0);
  EXPECT_EQ(max_difference(decoded(bmp(4, 14, std::string("\x10\x10\0\0", 4))), expected), 0);
  EXPECT_EQ(max_difference(decoded(bmp(8, 254, std::string("\1\0\1\0", 4))), expected), 0);
}

TEST(Bmp, RowsGoUpwardsUnlessTheHeightIsNegative) {
  const std::string rows = kFirst + kUnused + kSecond + kUnused;  // one pixel each, padded
  EXPECT_EQ(
      max_difference(decoded({.height = 2, .rows = rows}), looked_up(torch::tensor({{1}, {0}}))),
      0);
  EXPECT_EQ(
      max_difference(decoded({.height = -2, .rows = rows}), looked_up(torch::tensor({{0}, {1}}))),
      0);
}

TEST(Bmp, ThirtyTwoBitsHaveOneByteWithoutMeaning) {
  EXPECT_EQ(max_difference(decoded({.width = 2, .bits = 32, .rows = kSecond + "x" + kFirst + "y"}),
                           looked_up(torch::tensor({{1, 0}}))),
            0);
}

TEST(Bmp, TheHeaderOfOs2HasShortNumbersAndAPaletteOfThreeBytes) {
  EXPECT_EQ(max_difference(decoded({.width = 2,
                                    .bits = 1,
                                    .is_core = true,
                                    .palette = kFirst + kSecond,
                                    .rows = std::string("\x40\0\0\0", 4)}),
                           looked_up(torch::tensor({{0, 1}}))),
            0);
}

TEST(Bmp, OtherKindsAreNamed) {
  const auto complaint = [](const HandmadeBmp& bmp) { return error_of([&] { decoded(bmp); }); };
  const std::string row(4, '\0');
  EXPECT_THAT(complaint({.bits = 16, .rows = row}), Tells("a.bmp", "16 bits", "save it as PNG"));
  EXPECT_THAT(complaint({.bits = 8, .packing = 1, .palette = std::string(1024, '\0'), .rows = row}),
              Tells("8 bits", "packed in way 1"));
  EXPECT_THAT(complaint({.bits = 32, .packing = 3, .rows = std::string(16, '\0')}),
              Tells("32 bits", "packed in way 3"));
}

}  // namespace
}  // namespace panet
