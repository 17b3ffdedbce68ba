#include "serve/project/piece_lines.h"

#include <cmath>

#include "support.h"

namespace panet::serve {
namespace {

using panet::test::error_of;
using panet::test::Tells;
using testing::IsEmpty;
using testing::SizeIs;

TEST(PieceLines, AreReadBackAsTheyWere) {
  const auto lines = unpacked_lines(packed(std::vector<PieceLine>{
      {.kind = PieceLine::Kind::kCut, .points = {{0.1, 2}, {-3, 4.7}}},
      {.kind = PieceLine::Kind::kJoin, .points = {{1, 2}, {3, 4}, {5, 6}}}}));
  ASSERT_THAT(lines, SizeIs(2));
  EXPECT_EQ(lines[0].kind, PieceLine::Kind::kCut);
  EXPECT_EQ(lines[0].points[1].y, 4.7);
  EXPECT_EQ(lines[1].kind, PieceLine::Kind::kJoin);
  EXPECT_THAT(lines[1].points, SizeIs(3));
}

TEST(PieceLines, NoneLeaveNoTrace) {
  EXPECT_EQ(packed(std::vector<PieceLine>{}), std::nullopt);
  EXPECT_THAT(unpacked_lines(std::nullopt), IsEmpty());
}

TEST(PieceLines, DamagedOnesAreTold) {
  for (const std::string text :
       {"", "{", "7", "[7]", "[{}]", R"([{"cut": 1, "points": []}])",
        R"([{"cut": true, "points": [[1]]}])", R"([{"cut": true, "points": [[1, 2]]}])",
        R"([{"cut": true, "points": [["a", 2], [1, 2]]}])",
        R"([{"cut": true, "points": [[1e300, 2], [1, 2]]}])", "[\"\xff\"]", "{}"})
    EXPECT_NE(error_of([&] { unpacked_lines(text); }), "") << text;
  EXPECT_NE(error_of([&] { unpacked_lines(std::string(1'000'000, '[')); }), "");
}

TEST(PieceLines, ThatNoHandDrawsAreRefused) {
  const PieceLine line = {.kind = PieceLine::Kind::kCut, .points = {{1, 2}, {3, 4}}};
  EXPECT_THAT(error_of([&] { expect_sound(std::vector<PieceLine>(1001, line)); }),
              Tells("1001 lines", "1000"));
  PieceLine long_line = line;
  long_line.points.resize(20'001);
  EXPECT_THAT(error_of([&] { expect_sound({long_line}); }), Tells("20001 points", "20000"));
  PieceLine no_line = line;
  no_line.points = {{1, NAN}, {2, 2}};
  EXPECT_THAT(error_of([&] { expect_sound({no_line}); }), Tells("million"));
}

}  // namespace
}  // namespace panet::serve
