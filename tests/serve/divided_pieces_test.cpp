#include "serve/formats/divided_pieces.h"

#include <gmock/gmock.h>

#include "image/mask.h"
#include "panet/image/shapes.h"
#include "random_maps.h"

namespace panet::serve {
namespace {

using testing::SizeIs;

constexpr PictureSize kSize = {60, 100};

PieceLine cut(std::vector<Point> points) {
  return {.kind = PieceLine::Kind::kCut, .points = std::move(points)};
}

PieceLine joined(std::vector<Point> points) {
  return {.kind = PieceLine::Kind::kJoin, .points = std::move(points)};
}

Mask discs(std::initializer_list<Point> middles, double radius) {
  Mask mask(kSize);
  for (const Point& middle : middles) fill_circle(mask, middle, radius);
  return mask;
}

// Two that touch, one that a bar hides the middle of.
Mask touching() {
  return discs({{30, 30}, {60, 30}}, 18);
}
Mask behind_a_bar() {
  Mask bar(kSize);
  fill_rectangle(bar, {45, 0}, {55, 60});
  return discs({{50, 30}}, 20) & ~bar;
}

const PieceLine kBetween = cut({{45, 5}, {45, 55}});
const PieceLine kAcrossTheBar = joined({{40, 30}, {60, 30}});

std::size_t count(const Mask& mask, const std::vector<PieceLine>& lines) {
  return divided_pieces(mask, lines, 1).pieces.size();
}

TEST(DividedPieces, WithoutALineArePiecesOf) {
  panet::test::Random random(1);
  const Mask mask = panet::test::random_mask(random, kSize, 0.4);
  const auto pieces = pieces_of(mapped<Labels>(mask, [](uint8_t pixel) { return pixel; }), 3);
  const auto found = divided_pieces(mask, {}, 3);
  EXPECT_EQ(found.map, pieces.map);
  // Nor does a line that touches nothing number them otherwise.
  const auto beside = divided_pieces(mask, {joined({{-9, -9}, {-5, -5}})}, 3);
  EXPECT_EQ(beside.map, pieces.map);
  EXPECT_EQ(beside.pieces.size(), pieces.pieces.size());
}

TEST(DividedPieces, ACutAcrossAPieceMakesTwo) {
  ASSERT_EQ(count(touching(), {}), 1u);
  const auto pieces = divided_pieces(touching(), {kBetween}, 1);
  ASSERT_THAT(pieces.pieces, SizeIs(2));
  EXPECT_NE(pieces.map.at(30, 20), pieces.map.at(30, 70));
  EXPECT_NEAR(static_cast<double>(pieces.pieces[0].pixels),
              static_cast<double>(pieces.pieces[1].pixels), 50);
}

TEST(DividedPieces, ASlantedCutLetsNothingSlipThrough) {
  for (const double slant : {-20.0, -7.0, 3.0, 11.0, 25.0})
    EXPECT_EQ(count(touching(), {cut({{45 - slant, 1}, {45 + slant, 59}})}), 2u) << slant;
}

TEST(DividedPieces, ACutThatEndsWithinAPieceDividesNothing) {
  EXPECT_EQ(count(touching(), {cut({{45, 5}, {45, 30}})}), 1u);
}

TEST(DividedPieces, APixelUnderACutBelongsToTheNearestPiece) {
  const auto pieces = divided_pieces(touching(), {kBetween}, 1);
  EXPECT_EQ(mapped<Mask>(pieces.map, [](int32_t n) { return uint8_t{n != 0}; }), touching());
  // The cut goes through the pixels of column 45.
  EXPECT_EQ(pieces.map.at(30, 44), pieces.map.at(30, 20));
  EXPECT_EQ(pieces.map.at(30, 46), pieces.map.at(30, 70));
}

TEST(DividedPieces, WhatACutShavesOffIsNoPiece) {
  Mask mask(kSize);
  fill_rectangle(mask, {20, 20}, {60, 40});
  EXPECT_EQ(count(mask, {cut({{18, 23}, {23, 18}})}), 1u);  // a corner of a few pixels
  EXPECT_EQ(count(mask, {cut({{18, 33}, {33, 18}})}), 2u);
  EXPECT_EQ(count(discs({{30, 30}}, 1.5), {cut({{30, 0}, {30, 60}})}), 1u);
}

TEST(DividedPieces, AJoinMakesAllThatItTouchesOne) {
  ASSERT_EQ(count(behind_a_bar(), {}), 2u);
  EXPECT_EQ(count(behind_a_bar(), {kAcrossTheBar}), 1u);
  const Mask three = discs({{15, 30}, {50, 30}, {85, 30}}, 10);
  EXPECT_EQ(count(three, {joined({{15, 30}, {50, 30}})}), 2u);
  EXPECT_EQ(count(three, {joined({{15, 30}, {85, 30}})}), 1u);
  EXPECT_EQ(count(three, {joined({{15, 30}, {50, 30}}), joined({{85, 30}, {50, 25}})}), 1u);
}

TEST(DividedPieces, JoinsThatCrossKeepApartWhatEachJoins) {
  const Mask four = discs({{20, 15}, {80, 45}, {80, 15}, {20, 45}}, 8);
  EXPECT_EQ(count(four, {joined({{20, 15}, {80, 45}}), joined({{80, 15}, {20, 45}})}), 2u);
}

TEST(DividedPieces, ALaterCutPartsAJoinAndALaterJoinACut) {
  const PieceLine in_the_bar = cut({{50, 20}, {50, 40}});
  EXPECT_EQ(count(behind_a_bar(), {kAcrossTheBar, in_the_bar}), 2u);
  EXPECT_EQ(count(behind_a_bar(), {in_the_bar, kAcrossTheBar}), 1u);
  const PieceLine over_the_cut = joined({{40, 30}, {50, 30}});
  EXPECT_EQ(count(touching(), {kBetween, over_the_cut}), 1u);
  EXPECT_EQ(count(touching(), {kBetween, over_the_cut, kBetween}), 2u);
}

TEST(DividedPieces, ACutThroughOneOfWhatIsJoinedLeavesTheOtherPartJoined) {
  const Mask three = discs({{15, 30}, {50, 30}, {85, 30}}, 10);
  const auto pieces =
      divided_pieces(three, {joined({{15, 30}, {50, 30}}), cut({{50, 10}, {50, 50}})}, 1);
  EXPECT_EQ(pieces.map.at(30, 15), pieces.map.at(30, 45));
  EXPECT_NE(pieces.map.at(30, 15), pieces.map.at(30, 55));
}

TEST(DividedPieces, SmallPiecesAreLeftOutOnceAllIsJoined) {
  const Mask mask = discs({{20, 30}, {60, 30}}, 5);
  const int64_t both = panet::count(mask);
  EXPECT_THAT(divided_pieces(mask, {cut({{0, 0}, {9, 0}})}, both / 2 + 1).pieces, SizeIs(0));
  EXPECT_THAT(divided_pieces(mask, {joined({{20, 30}, {60, 30}})}, both).pieces, SizeIs(1));
}

TEST(DividedPieces, WhateverIsDrawnEachPixelOfTheMaskIsInOnePiece) {
  panet::test::Random random(7);
  const auto at = [&](int64_t length) {
    return static_cast<double>(random() % static_cast<uint64_t>(length));
  };
  for (int i = 0; i < 50; ++i) {
    Mask mask(kSize);
    for (int j = 0; j < 6; ++j) fill_circle(mask, {at(100), at(60)}, at(20));
    std::vector<PieceLine> lines;
    for (int j = 0; j < 8; ++j)
      lines.push_back({.kind = j % 3 == 0 ? PieceLine::Kind::kJoin : PieceLine::Kind::kCut,
                       .points = {{at(100), at(60)}, {at(100), at(60)}, {at(100), at(60)}}});
    const auto pieces = divided_pieces(mask, lines, 1);
    ASSERT_EQ(mapped<Mask>(pieces.map, [](int32_t n) { return uint8_t{n != 0}; }), mask);
    int64_t pixels = 0;
    for (const Piece& piece : pieces.pieces) pixels += piece.pixels;
    ASSERT_EQ(pixels, panet::count(mask));
  }
}

}  // namespace
}  // namespace panet::serve
