#include "panet/image/pieces.h"

#include <opencv2/core/utility.hpp>

#include "maps.h"
#include "support.h"

namespace panet {
namespace {

using test::error_of;
using test::Tells;
using test::written;

std::vector<int64_t> sizes_of(const Pieces& pieces) {
  std::vector<int64_t> sizes;
  for (const auto& piece : pieces.pieces) sizes.push_back(piece.pixels);
  return sizes;
}

TEST(Pieces, AreNumberedByClassThenFromTheLargestDown) {
  const auto found = pieces_of(written<Labels>({{2, 0, 1, 1, 0},  //
                                                {2, 0, 0, 0, 0},
                                                {0, 0, 1, 0, 0},
                                                {1, 0, 1, 1, 0}}));
  EXPECT_EQ(found.map, written<Instances>({{4, 0, 2, 2, 0},  //
                                           {4, 0, 0, 0, 0},
                                           {0, 0, 1, 0, 0},
                                           {3, 0, 1, 1, 0}}));
  EXPECT_THAT(sizes_of(found), testing::ElementsAre(3, 2, 1, 2));
  EXPECT_EQ(found.pieces[2].label, 1);
  EXPECT_EQ(found.pieces[3].label, 2);
}

TEST(Pieces, HangTogetherAtCorners) {
  const auto found = pieces_of(written<Labels>({{1, 0, 0}, {0, 1, 0}, {1, 0, 0}}));
  EXPECT_THAT(sizes_of(found), testing::ElementsAre(3));
}

TEST(Pieces, OfTwoClassesThatTouchAreTwo) {
  const auto found = pieces_of(written<Labels>({{1, 2}, {1, 2}}));
  EXPECT_EQ(found.map, written<Instances>({{1, 2}, {1, 2}}));
}

TEST(Pieces, OfOneSizeAreInTheOrderInWhichTheyBegin) {
  const auto found = pieces_of(written<Labels>({{0, 0, 0, 1}, {1, 0, 0, 0}, {0, 0, 1, 0}}));
  EXPECT_EQ(found.map, written<Instances>({{0, 0, 0, 1}, {2, 0, 0, 0}, {0, 0, 3, 0}}));
}

TEST(Pieces, ThatAreTooSmallAreLeftOutOfTheMap) {
  const auto labels = written<Labels>({{1, 1, 0, 1}, {0, 0, 0, 0}, {2, 0, 0, 0}});
  const auto found = pieces_of(labels, 2);
  EXPECT_EQ(found.map, written<Instances>({{1, 1, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 0}}));
  EXPECT_THAT(sizes_of(found), testing::ElementsAre(2));
}

TEST(Pieces, AreNeitherOfTheBackgroundNorOfWhatIsVoid) {
  EXPECT_TRUE(pieces_of(written<Labels>({{0, 255}, {255, 0}})).pieces.empty());
  EXPECT_TRUE(pieces_of(Labels()).pieces.empty());
}

TEST(Pieces, DoNotDependOnTheNumberOfThreads) {
  const auto labels = test::noise<Labels>(300, 400, 3);
  const int threads = cv::getNumThreads();
  cv::setNumThreads(1);
  const auto alone = pieces_of(labels);
  cv::setNumThreads(2);
  const auto together = pieces_of(labels);
  cv::setNumThreads(threads);
  EXPECT_GT(alone.pieces.size(), 100u);
  EXPECT_EQ(together.map, alone.map);
}

TEST(LeastPiece, IsAShareOfThePictureOrPixels) {
  EXPECT_EQ(parse_least_piece("0.01").pixels({300, 400}), 1200);
  EXPECT_EQ(parse_least_piece("500").pixels({300, 400}), 500);
  EXPECT_EQ(parse_least_piece("0.001").pixels({10, 10}), 1) << "a piece has a pixel at least";
  EXPECT_EQ(LeastPiece{}.pixels({1000, 1000}), 1000);
}

TEST(LeastPiece, RefusesWhatIsNeither) {
  for (const std::string text : {"", "0", "-1", "1.5", "1%", "nan", "inf", "many", "5 "})
    EXPECT_THAT(error_of([&] { parse_least_piece(text); }),
                Tells("'" + text + "'", "0.001", "500"));
}

}  // namespace
}  // namespace panet
