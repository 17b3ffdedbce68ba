#include "segment/logit_mosaic.h"

#include "support.h"

namespace panet {
namespace {

// Two maps of one number each.
MapStack constant(PictureSize size, float first, float second) {
  MapStack maps(2, size);
  std::ranges::fill(maps.map(0), first);
  std::ranges::fill(maps.map(1), second);
  return maps;
}

TEST(LogitMosaic, IsAsFineAsTheTiles) {
  const auto merged = LogitMosaic({3000, 4000}, 1000, 10, constant({10, 10}, 1, 2)).merged();
  EXPECT_EQ(merged.maps(), 2);
  EXPECT_EQ(merged.dimensions(), (PictureSize{40, 40}))
      << "four tiles of ten features in 4000 pixels";
}

TEST(LogitMosaic, HasTheProportionsOfTheWhole) {
  const auto merged = LogitMosaic({3000, 4000}, 1000, 10, constant({9, 12}, 1, 2)).merged();
  EXPECT_EQ(merged.dimensions(), (PictureSize{30, 40})) << "a hundred pixels a point both ways";
}

TEST(LogitMosaic, LeavesAsItIsWhatAllAgreeUpon) {
  LogitMosaic mosaic({300, 400}, 200, 10, constant({10, 10}, 3, -5));
  for (const auto& tile : tiles_of({300, 400}, 2, 50)) mosaic.add(tile, constant({10, 10}, 3, -5));
  const auto merged = std::move(mosaic).merged();
  for (const float logit : merged.map(0)) EXPECT_NEAR(logit, 3, 1e-5);
  for (const float logit : merged.map(1)) EXPECT_NEAR(logit, -5, 1e-5);
}

TEST(LogitMosaic, MixesTheMeanOfTheTilesWithAFifthOfTheWhole) {
  LogitMosaic mosaic({400, 400}, 200, 10, constant({10, 10}, 5, 0));
  mosaic.add({.top = 0, .left = 0, .side = 200}, constant({10, 10}, 10, 0));
  mosaic.add({.top = 0, .left = 100, .side = 200}, constant({10, 10}, 20, 0));
  const auto merged = std::move(mosaic).merged();
  EXPECT_NEAR(merged.at(0, 5, 2), 0.8 * 10 + 0.2 * 5, 1e-5) << "one tile";
  EXPECT_NEAR(merged.at(0, 5, 7), 0.8 * 15 + 0.2 * 5, 1e-5) << "both";
  EXPECT_NEAR(merged.at(0, 5, 17), 5, 1e-5) << "the whole alone";
}

TEST(LogitMosaic, LaysTheTilesFeaturesWhereTheyLieInThePicture) {
  MapStack logits(1, {10, 10});
  logits.at(0, 2, 7) = 1;
  LogitMosaic mosaic({400, 400}, 200, 10, MapStack(1, {10, 10}));
  mosaic.add({.top = 100, .left = 160, .side = 200}, logits);
  const auto merged = std::move(mosaic).merged();
  ASSERT_EQ(merged.dimensions(), (PictureSize{20, 20}));
  const auto largest = std::ranges::max_element(merged.map(0)) - merged.map(0).begin();
  EXPECT_EQ(largest, (5 + 2) * 20 + 8 + 7) << "20 pixels a point, as of the features";
}

}  // namespace
}  // namespace panet
