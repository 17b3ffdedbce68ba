#include "panet/segment/scored_pieces.h"

#include "maps.h"
#include "support.h"

namespace panet {
namespace {

using test::written;
using testing::DoubleNear;
using testing::ElementsAre;

// Two pieces of one class, of three pixels and of one.
Segmentation two_pieces() {
  Segmentation segmentation = {.labels = written<Labels>({{1, 1, 0, 0}, {1, 0, 0, 1}})};
  segmentation.pixels = {4, 4};
  segmentation.label_scores =
      written<Map<float>>({{0.5f, 0.75f, 0.9f, 0.9f}, {1, 0.9f, 0.9f, 0.6f}});
  return segmentation;
}

TEST(ScoredPieces, HaveTheMeanScoreOfTheirPixels) {
  const auto scored = scored_pieces(two_pieces(), {.size = 1});
  EXPECT_THAT(scored.scores, ElementsAre(0.75, DoubleNear(0.6, 1e-6)));
  EXPECT_THAT(scored.scores_of_rest, ElementsAre(0, 0));
}

TEST(ScoredPieces, TellOfWhatIsTooSmallByClass) {
  const auto scored = scored_pieces(two_pieces(), {.size = 0.25});
  EXPECT_THAT(scored.scores, ElementsAre(0.75));
  EXPECT_THAT(scored.scores_of_rest, ElementsAre(0, DoubleNear(0.6, 1e-6)));
}

TEST(ScoredPieces, TakeTheScoresOfAllClassesAsWell) {
  auto segmentation = two_pieces();
  segmentation.scores = MapStack(2, segmentation.labels.dimensions());
  std::ranges::copy(segmentation.label_scores.all(), segmentation.scores.map(1).begin());
  segmentation.label_scores = {};
  EXPECT_EQ(scored_pieces(segmentation, {.size = 1}).scores,
            scored_pieces(two_pieces(), {.size = 1}).scores);
}

TEST(ScoredPieces, NeedTheScoresOfPixels) {
  auto segmentation = two_pieces();
  segmentation.label_scores = {};
  EXPECT_THAT(test::error_of([&] { scored_pieces(segmentation); }), test::Tells("kOfLabels"));
}

}  // namespace
}  // namespace panet
