#include <string>

#include "maps.h"
#include "panet/image/decode.h"
#include "picture_files.h"
#include "support.h"

namespace panet {
namespace {

using test::error_of;
using test::HandmadeBmp;
using test::Tells;
using test::TemporaryFolder;
using test::written;

Picture decoded(const HandmadeBmp& bmp) {
  const TemporaryFolder folder;
  test::write_file(folder / "a.bmp", bmp.bytes());
  return decode_picture(folder / "a.bmp");
}

// Blue, green, red of two colours, and a row of three pixels: second, first, second.
const std::string kFirst("\x01\x02\x03", 3), kSecond("\x0A\x0B\x0C", 3), kUnused("\0", 1);
constexpr Colour kFirstColour = {3, 2, 1}, kSecondColour = {12, 11, 10};

TEST(Bmp, PixelsOfAPaletteHaveOneFourOrEightBits) {
  const std::string palette = kFirst + kUnused + kSecond + kUnused;
  const auto rest = [](std::size_t colours) { return std::string(4 * colours, '\0'); };
  const auto expected = written<Picture>({{kSecondColour, kFirstColour, kSecondColour}});
  const auto bmp = [&](int bits, std::size_t more, const std::string& row) {
    return HandmadeBmp{.width = 3, .bits = bits, .palette = palette + rest(more), .rows = row};
  };
  EXPECT_EQ(decoded(bmp(1, 0, std::string("\xA0\0\0\0", 4))), expected);
  EXPECT_EQ(decoded(bmp(4, 14, std::string("\x10\x10\0\0", 4))), expected);
  EXPECT_EQ(decoded(bmp(8, 254, std::string("\1\0\1\0", 4))), expected);
}

TEST(Bmp, RowsGoUpwardsUnlessTheHeightIsNegative) {
  const std::string rows = kFirst + kUnused + kSecond + kUnused;  // one pixel each, padded
  EXPECT_EQ(decoded({.height = 2, .rows = rows}),
            written<Picture>({{kSecondColour}, {kFirstColour}}));
  EXPECT_EQ(decoded({.height = -2, .rows = rows}),
            written<Picture>({{kFirstColour}, {kSecondColour}}));
}

TEST(Bmp, ThirtyTwoBitsHaveOneByteWithoutMeaning) {
  EXPECT_EQ(decoded({.width = 2, .bits = 32, .rows = kSecond + "x" + kFirst + "y"}),
            written<Picture>({{kSecondColour, kFirstColour}}));
}

TEST(Bmp, TheHeaderOfOs2HasShortNumbersAndAPaletteOfThreeBytes) {
  EXPECT_EQ(decoded({.width = 2,
                     .bits = 1,
                     .is_core = true,
                     .palette = kFirst + kSecond,
                     .rows = std::string("\x40\0\0\0", 4)}),
            written<Picture>({{kFirstColour, kSecondColour}}));
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
