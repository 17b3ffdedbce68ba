#include "image/rle.h"

#include <algorithm>
#include <random>
#include <utility>

#include "image/mask.h"
#include "maps.h"
#include "panet/base/error.h"
#include "support.h"

namespace panet {
namespace {

using test::error_of;
using test::Tells;
using testing::ElementsAre;

// 25 x 25 with ones in rows and columns [begin, end).
Mask square(int64_t begin, int64_t end) {
  return test::made<Mask>(25, 25, [&](int64_t y, int64_t x) {
    return static_cast<uint8_t>(std::min(y, x) >= begin && std::max(y, x) < end);
  });
}

TEST(Rle, CountsDownTheColumnsAndBeginsWithZeros) {
  const auto mask = test::written<Mask>({{0, 1, 1},  //
                                         {1, 1, 0}});
  EXPECT_THAT(encode_rle(mask).counts, ElementsAre(1, 4, 1));
  EXPECT_THAT(encode_rle(~mask).counts, ElementsAre(0, 1, 4, 1));
}

TEST(Rle, IsDrawnOverWhatIsThere) {
  std::mt19937 random(8);
  for (unsigned round = 0; round < 100; ++round) {
    const auto height = 1 + static_cast<int64_t>(random() % 20),
               width = 1 + static_cast<int64_t>(random() % 20);
    auto mask = test::noise<Mask>(height, width, 2, 2 * round);
    const auto other =
        where(test::noise<Mask>(height, width, 2 + round % 8, 2 * round + 1), uint8_t{0});
    const auto expected = mask | other;
    draw_rle(mask, encode_rle(other));
    ASSERT_EQ(mask, expected);
  }
  Mask mask(3, 4);
  EXPECT_THAT(error_of([&] { draw_rle(mask, encode_rle(Mask(4, 3))); }), Tells("RLE", "3 x 4"));
}

TEST(Rle, OfSeveralObjectsIsThatOfEachOnesMask) {
  const auto objects = test::made<Instances>(
      60, 40, [](int64_t y, int64_t x) { return static_cast<int32_t>((y / 7 + x / 5) % 4); });
  const auto rles = encode_rle(objects, 5);
  ASSERT_EQ(rles.size(), 5u);
  for (int32_t object = 1; object <= 5; ++object) {
    const auto& rle = rles[static_cast<std::size_t>(object) - 1];
    EXPECT_EQ(rle.counts, encode_rle(where(objects, object)).counts) << object;
    EXPECT_EQ(rle.height, 60);
    EXPECT_EQ(rle.width, 40);
  }
}

TEST(Rle, TakesMasksWithoutZerosOnesOrPixels) {
  EXPECT_THAT(encode_rle(Mask(3, 4)).counts, ElementsAre(12));
  EXPECT_THAT(encode_rle(~Mask(3, 4)).counts, ElementsAre(0, 12));
  for (const auto& [height, width] : {std::pair{0, 5}, {5, 0}, {0, 0}}) {
    const Rle rle = encode_rle(Mask(height, width));
    EXPECT_THAT(rle.counts, ElementsAre(0));
    EXPECT_EQ(decode_rle(rle).dimensions(), (PictureSize{height, width}));
    EXPECT_EQ(rle_area(rle), 0);
    EXPECT_THAT(rle_box(rle), ElementsAre(0, 0, 0, 0));
  }
}

TEST(Rle, ComesBackTheSameThroughCountsAndText) {
  std::mt19937 random(1);
  for (const auto& [height, width] :
       {std::pair{1, 1}, {1, 40}, {40, 1}, {17, 23}, {64, 100}, {301, 203}})
    for (const unsigned percent : {0, 1, 50, 99, 100}) {
      const auto mask = test::made<Mask>(height, width, [&](int64_t, int64_t) {
        return static_cast<uint8_t>(random() % 100 < percent);
      });
      const Rle rle = encode_rle(mask);
      EXPECT_EQ(decode_rle(rle), mask);
      EXPECT_EQ(decompress_rle(compress_rle(rle), height, width).counts, rle.counts);
      EXPECT_EQ(rle_area(rle), count(mask));
    }
}

// What pycocotools writes for the same masks.
TEST(Rle, TextIsThatOfPycocotools) {
  EXPECT_EQ(compress_rle(encode_rle(square(0, 25))), "0ac0");
  EXPECT_EQ(compress_rle(encode_rle(square(0, 5))), "05d00000000d?");
  EXPECT_EQ(compress_rle(encode_rle(square(5, 10))), "R45d00000000b;");
  EXPECT_EQ(compress_rle(encode_rle(square(20, 25))), "X`05d00000000");
  EXPECT_EQ(decode_rle(decompress_rle("T8:?00000000000000000c3", 25, 25)), square(10, 20));
}

// Groups of five bits, the lowest first; '0' + 32 and above says that another one follows.
TEST(Rle, TextHoldsLargeNumbersAndNegativeDifferences) {
  const Rle rle{.height = 100000, .width = 100, .counts = {9000000, 15, 16, 999969}};
  const std::string text = compress_rle(rle);
  EXPECT_EQ(text.substr(0, 5), "PReb8");  // 9000000 = 2*2^5 + 21*2^10 + 18*2^15 + 8*2^20
  EXPECT_EQ(text.substr(5, 1), "?");      // 15, whose highest bit is not taken for a sign
  EXPECT_EQ(text.substr(6, 2), "`0");     // 16, which needs a second group for that reason
  EXPECT_EQ(decompress_rle(text, 100000, 100).counts, rle.counts);
  EXPECT_EQ(compress_rle({.height = 1, .width = 18, .counts = {1, 10, 3, 4}}),
            "1:3J");  // 4 - 10 = -6
}

TEST(Rle, BoxHoldsAllOnes) {
  EXPECT_THAT(rle_box(encode_rle(square(5, 10))), ElementsAre(5, 5, 5, 5));
  EXPECT_THAT(rle_box(encode_rle(square(0, 25))), ElementsAre(0, 0, 25, 25));
  Mask mask(10, 20);
  EXPECT_THAT(rle_box(encode_rle(mask)), ElementsAre(0, 0, 0, 0));
  mask.at(3, 7) = 1;
  EXPECT_THAT(rle_box(encode_rle(mask)), ElementsAre(7, 3, 1, 1));
  mask.at(8, 2) = 1;
  EXPECT_THAT(rle_box(encode_rle(mask)), ElementsAre(2, 3, 6, 6));
  mask.at(9, 11) = mask.at(0, 12) = 1;  // one run over the edge of two columns
  EXPECT_THAT(rle_box(encode_rle(mask)), ElementsAre(2, 0, 11, 10));
}

TEST(Rle, RefusesCountsThatDoNotFitTheSize) {
  EXPECT_THAT(error_of([] {
                decode_rle({2, 3, {1, 4}});
              }),
              Tells("sum to 5", "2 x 3 pixels are 6"));
  EXPECT_THAT(error_of([] { decode_rle({2, 3, {7}}); }), Tells("sum to 7"));
  EXPECT_THAT(error_of([] { decode_rle({2, 3, {}}); }), Tells("sum to 0"));
  EXPECT_THAT(error_of([] { decode_rle({-2, -3, {6}}); }), Tells("-2 x -3"));
  EXPECT_THAT(error_of([] {
                decode_rle({int64_t{1} << 40, int64_t{1} << 40, {1}});
              }),
              Tells("at most 200000000"));
  const std::vector<uint32_t> huge(3, 0xFFFFFFFF);
  EXPECT_THAT(error_of([&] { decode_rle({1 << 13, 1 << 13, huge}); }), Tells("12884901885"));
  EXPECT_THAT(error_of([] { rle_box({2, 3, {1, 9}}); }), Tells("sum to 10"));
}

TEST(Rle, RefusesBrokenText) {
  const auto complaint = [](const std::string& text) {
    return error_of([&] { decompress_rle(text, 25, 25); });
  };
  EXPECT_THAT(complaint(""), Tells("sum to 0"));
  EXPECT_THAT(complaint("0ac"), Tells("ends within a number"));
  EXPECT_THAT(complaint("0a c0"), Tells("byte 2"));
  EXPECT_THAT(complaint("0ac0\n"), Tells("byte 4"));
  EXPECT_THAT(complaint(std::string(1, '\0')), Tells("byte 0"));
  EXPECT_THAT(complaint("\xFF"), Tells("byte 0"));
  EXPECT_THAT(complaint("0bc0"), Tells("sum to 626"));
  EXPECT_THAT(complaint("O"), Tells("count 0 is -1"));
  EXPECT_THAT(complaint("111N"), Tells("count 3 is -1"));
  EXPECT_THAT(complaint("oooooooooooooooooooooooo"), Tells("too large"));
  EXPECT_THAT(complaint("PPPPPP4"), Tells("count 0 is"));  // 2^32
  EXPECT_THAT(error_of([] { decompress_rle("0ac0", -25, -25); }), Tells("-25 x -25"));
}

TEST(Rle, AnyTextGivesAMaskOrAnError) {
  std::mt19937 random(7);
  int masks = 0;
  for (int round = 0; round < 20000; ++round) {
    std::string text = round % 2 ? "T8:?00000000000000000c3" : "";
    for (std::size_t i = 0; i < 8 && text.size() < 8; ++i)
      text += static_cast<char>(48 + random() % 64);
    text[random() % text.size()] = static_cast<char>(random());
    try {
      decode_rle(decompress_rle(text, 25, 25));
      ++masks;
    } catch (const Error&) {
    }
  }
  EXPECT_GT(masks, 0);
}

}  // namespace
}  // namespace panet
