#include "episode/episode_sheet.h"

#include "image/mask.h"
#include "maps.h"
#include "panet/image/void_label.h"
#include "support.h"
#include "toy_dataset.h"

namespace panet {
namespace {

struct EpisodeSheet : testing::Test {
  test::ToyDataset dataset{3, 4, {60, 80}};
  Episode episode = {.classes = {1, 3}, .support = {{0, 1}, {8, 9}}, .queries = {2}};
};

// Pixels at which two pictures differ.
int64_t differing(const Picture& a, const Picture& b) {
  return count(mapped<Mask>(a, b, std::not_equal_to<Colour>()));
}

TEST_F(EpisodeSheet, HasATileForEachSupportAndEachQuery) {
  const auto tiles = episode_tiles(dataset, episode, {}, 64);
  ASSERT_EQ(tiles.size(), 5u);
  EXPECT_EQ(tiles[0].caption, "class 1: 1-0");
  EXPECT_EQ(tiles[3].caption, "class 3: 3-1");
  EXPECT_EQ(tiles[4].caption, "truth: 1-2");
  for (const auto& tile : tiles)
    EXPECT_EQ(tile.picture.dimensions(), dataset.picture(0).dimensions());
}

TEST_F(EpisodeSheet, ShowsTheAnnotationOfItsKind) {
  const auto shown = [&](SupportAnnotation kind) {
    return differing(episode_tiles(dataset, episode, {.kind = kind}, 64)[0].picture,
                     dataset.picture(0));
  };
  EXPECT_GT(shown(SupportAnnotation::kDense), 0);
  EXPECT_GT(shown(SupportAnnotation::kBox), shown(SupportAnnotation::kDense));
  EXPECT_NE(shown(SupportAnnotation::kScribble), shown(SupportAnnotation::kDense));
}

TEST_F(EpisodeSheet, AQueryWithoutLabelsIsShownAsItIs) {
  Labels labels(30, 40);
  std::ranges::fill(labels.row(3), kVoid);
  const auto tile = query_tile(dataset, 2, labels, "nothing");
  EXPECT_EQ(differing(tile.picture, dataset.picture(2)), 0);
  for (int64_t y = 10; y < 20; ++y) std::ranges::fill(labels.row(y), uint8_t{2});
  EXPECT_GE(differing(query_tile(dataset, 2, labels, "").picture, dataset.picture(2)), 20 * 80);
}

}  // namespace
}  // namespace panet
