#include "serve/tools/found_objects.h"

#include "maps.h"
#include "support.h"

namespace panet::serve {
namespace {

using test::written;
using testing::DoubleNear;
using testing::ElementsAre;
using testing::IsEmpty;

// Of the first class two pieces, sure (0.9) and less sure (0.6); of the second one.
FoundClasses three_pieces(bool first_is_one_piece) {
  FoundClasses found = {.classes = {{.name = "mug"}, {.name = "lid"}}, .segmentation = {}};
  found.classes[0].one_piece = first_is_one_piece;
  auto& segmentation = found.segmentation;
  segmentation.labels = written<Labels>({{1, 1, 0, 0, 1}, {0, 0, 0, 0, 1}, {2, 2, 2, 0, 0}});
  segmentation.label_scores =
      written<Map<float>>({{0.9f, 0.9f, 1, 1, 0.6f}, {1, 1, 1, 1, 0.6f}, {0.8f, 0.8f, 0.8f, 1, 1}});
  segmentation.pixels = {8, 4, 3};
  segmentation.mean_scores = {1, 0.75, 0.8};
  return found;
}

std::vector<double> scores(const FoundObjects& found) {
  std::vector<double> scores;
  for (const auto& object : found.objects) scores.push_back(object.score);
  return scores;
}

std::vector<std::size_t> labels(const FoundObjects& found) {
  std::vector<std::size_t> labels;
  for (const auto& object : found.objects) labels.push_back(object.label);
  return labels;
}

constexpr LeastPiece kOnePixel = {.size = 1};

TEST(FoundObjects, AreThePiecesOfAllClasses) {
  const auto found = objects_in(three_pieces(false), 0, kOnePixel);
  EXPECT_THAT(labels(found), ElementsAre(1, 1, 2));
  EXPECT_THAT(scores(found),
              ElementsAre(DoubleNear(0.9, 1e-6), DoubleNear(0.6, 1e-6), DoubleNear(0.8, 1e-6)));
  EXPECT_EQ(found.map, written<Instances>({{1, 1, 0, 0, 2}, {0, 0, 0, 0, 2}, {3, 3, 3, 0, 0}}));
}

TEST(FoundObjects, OfAClassOfOnePieceAreAllOfIt) {
  const auto found = objects_in(three_pieces(true), 0, kOnePixel);
  EXPECT_THAT(labels(found), ElementsAre(1, 2));
  EXPECT_THAT(scores(found), ElementsAre(0.75, DoubleNear(0.8, 1e-6)));
  EXPECT_EQ(found.map, written<Instances>({{1, 1, 0, 0, 1}, {0, 0, 0, 0, 1}, {2, 2, 2, 0, 0}}));
}

TEST(FoundObjects, ThatAreLessSureAreLeftOut) {
  const auto found = objects_in(three_pieces(false), 0.7, kOnePixel);
  EXPECT_THAT(labels(found), ElementsAre(1, 2));
  EXPECT_EQ(found.map, written<Instances>({{1, 1, 0, 0, 0}, {0, 0, 0, 0, 0}, {2, 2, 2, 0, 0}}));
  EXPECT_THAT(objects_in(three_pieces(true), 0.85, kOnePixel).objects, IsEmpty());
}

TEST(FoundObjects, ThatAreSmallAreLeftOut) {
  EXPECT_THAT(labels(objects_in(three_pieces(false), 0, {.size = 3})), ElementsAre(2));
}

}  // namespace
}  // namespace panet::serve
