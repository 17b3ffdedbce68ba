#include "panet/image/contact_sheet.h"

#include <utility>

#include "picture_files.h"
#include "support.h"

namespace panet {
namespace {

using test::error_of;
using test::max_difference;
using test::Tells;

torch::Tensor one_colour(int64_t height, int64_t width, int grey) {
  return torch::full({height, width, 3}, grey, torch::kUInt8);
}

// The box around all pixels of `sheet` that are exactly of this grey: top, bottom, left, right.
std::vector<int64_t> box_of(const torch::Tensor& sheet, int grey) {
  const torch::Tensor places = sheet.eq(grey).all(2).nonzero();
  const torch::Tensor low = std::get<0>(places.min(0)), high = std::get<0>(places.max(0)) + 1;
  return {low[0].item<int64_t>(), high[0].item<int64_t>(), low[1].item<int64_t>(),
          high[1].item<int64_t>()};
}

TEST(ContactSheet, LaysOutRowsOfTiles) {
  const Tile tile{one_colour(90, 120, 77), "caption"};
  const torch::Tensor one = contact_sheet({{tile}}, 120, 90);
  const torch::Tensor two_by_three = contact_sheet({{tile, tile, tile}, {tile}}, 120, 90);
  EXPECT_EQ(one.size(2), 3);
  EXPECT_EQ(one.scalar_type(), torch::kUInt8);
  EXPECT_GT(two_by_three.size(1), one.size(1) + 2 * 120);
  EXPECT_GT(two_by_three.size(0), one.size(0) + 90);
}

TEST(ContactSheet, FitsPicturesIntoTheirTilesAndKeepsTheAspect) {
  const auto size = [](int64_t height, int64_t width) {
    const auto box = box_of(contact_sheet({{{one_colour(height, width, 77), ""}}}, 200, 100), 77);
    return std::pair(box[1] - box[0], box[3] - box[2]);
  };
  EXPECT_EQ(size(100, 200), std::pair(100L, 200L));
  EXPECT_EQ(size(1000, 1000), std::pair(100L, 100L));  // shrunk
  EXPECT_EQ(size(10, 40), std::pair(50L, 200L));       // enlarged
  EXPECT_EQ(size(1, 5000), std::pair(1L, 200L));       // never to nothing
}

TEST(ContactSheet, ShowsThePicturesColours) {
  const torch::Tensor picture = test::six_squares();
  const torch::Tensor sheet = contact_sheet({{{picture, "squares"}}}, 48, 32);
  EXPECT_EQ(max_difference(sheet.slice(0, 20, 52).slice(1, 20, 68), picture),
            0);  // behind the margin
}

TEST(ContactSheet, ShowsAFittedPictureLikeTheWholeOne) {
  for (const auto& [height, width] : {std::pair{333, 500}, {500, 333}, {7, 11}, {1, 3000}}) {
    const torch::Tensor picture = test::ramps(height, width), tile = fitted_to_tile(picture);
    EXPECT_TRUE(tile.size(0) == kTileHeight || tile.size(1) == kTileWidth);
    EXPECT_EQ(max_difference(contact_sheet({{{tile, ""}}}), contact_sheet({{{picture, ""}}})), 0);
  }
}

TEST(ContactSheet, LeavesTilesWithoutAPictureEmpty) {
  const torch::Tensor sheet = contact_sheet({{{}, {one_colour(8, 8, 77), ""}}}, 64, 64);
  EXPECT_TRUE(sheet.slice(1, 0, 80).eq(255).all().item<bool>());
}

TEST(ContactSheet, WritesCaptionsBelowTheTilesAndCutsWhatDoesNotFit) {
  const auto below = [](const std::string& caption) {
    return contact_sheet({{{one_colour(64, 100, 77), caption}}}, 100, 64).slice(0, 20 + 64);
  };
  EXPECT_TRUE(below("").eq(255).all().item<bool>());
  EXPECT_LT(below("cat").min().item<int>(), 100);
  const std::string wide(500, 'w');
  EXPECT_TRUE(torch::equal(below(wide), below(wide + "tail")));  // both end in "..."
  EXPECT_FALSE(torch::equal(below(wide), below(wide.substr(0, 3))));
  EXPECT_TRUE(below(wide).slice(1, 0, 20).eq(255).all().item<bool>());  // and stay below their tile
  EXPECT_TRUE(below(wide).slice(1, 120).eq(255).all().item<bool>());
  EXPECT_TRUE(torch::equal(below("K\xC3\xA4tzchen"), below("K?tzchen")));
}

TEST(ContactSheet, RefusesNonsense) {
  const Tile tile{one_colour(8, 8, 7), ""};
  EXPECT_THAT(error_of([] { contact_sheet({}); }), Tells("no tile"));
  EXPECT_THAT(error_of([] { contact_sheet({{}, {}}); }), Tells("no tile"));
  EXPECT_THAT(error_of([&] { contact_sheet({{tile}}, 0, 100); }), Tells("0 x 100", "16 to 8192"));
  EXPECT_THAT(error_of([&] { contact_sheet({{tile}}, 100, 100000); }), Tells("16 to 8192"));
  EXPECT_THAT(error_of([] {
                contact_sheet({{{torch::zeros({8, 8}), ""}}});
              }),
              Tells("H x W x 3 uint8"));
  EXPECT_THAT(error_of([&] { contact_sheet({std::vector<Tile>(1000, tile)}, 8192, 8192); }),
              Tells("too many", "65500"));
}

}  // namespace
}  // namespace panet
