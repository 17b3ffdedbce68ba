#include "panet/image/contact_sheet.h"

#include <algorithm>
#include <utility>

#include "camera_picture.h"
#include "maps.h"
#include "picture_files.h"
#include "support.h"

namespace panet {
namespace {

using test::error_of;
using test::part;
using test::Tells;

Colour grey_of(int level) {
  const auto byte = static_cast<uint8_t>(level);
  return {byte, byte, byte};
}

Picture one_colour(int64_t height, int64_t width, int grey) {
  return Picture::filled({height, width}, grey_of(grey));
}

Tile tile_of(Picture picture, const std::string& caption) {
  return {.picture = std::move(picture), .caption = caption};
}

// A sheet of one tile.
Picture sheet_of(Picture picture, const std::string& caption, int width = kTileWidth,
                 int height = kTileHeight) {
  std::vector<std::vector<Tile>> rows(1);
  rows[0].push_back(tile_of(std::move(picture), caption));
  return contact_sheet(rows, width, height);
}

bool is_white(const Picture& picture) {
  return std::ranges::all_of(picture.all(), [](const Colour& c) { return c == grey_of(255); });
}

// The box around all pixels of `sheet` that are exactly of this grey: top, bottom, left, right.
std::array<int64_t, 4> box_of(const Picture& sheet, int grey) {
  std::array<int64_t, 4> box = {sheet.height(), 0, sheet.width(), 0};
  for (int64_t y = 0; y < sheet.height(); ++y)
    for (int64_t x = 0; x < sheet.width(); ++x)
      if (sheet.at(y, x) == grey_of(grey))
        box = {std::min(box[0], y), std::max(box[1], y + 1), std::min(box[2], x),
               std::max(box[3], x + 1)};
  return box;
}

TEST(ContactSheet, LaysOutRowsOfTiles) {
  std::vector<std::vector<Tile>> rows(2);
  for (const std::size_t row : {0, 0, 0, 1})
    rows[row].push_back(tile_of(one_colour(90, 120, 77), "caption"));
  const Picture one = sheet_of(one_colour(90, 120, 77), "caption", 120, 90);
  const Picture two_by_three = contact_sheet(rows, 120, 90);
  EXPECT_GT(two_by_three.width(), one.width() + 2 * 120);
  EXPECT_GT(two_by_three.height(), one.height() + 90);
}

TEST(ContactSheet, FitsPicturesIntoTheirTilesAndKeepsTheAspect) {
  const auto size = [](int64_t height, int64_t width) {
    const auto box = box_of(sheet_of(one_colour(height, width, 77), "", 200, 100), 77);
    return std::pair(box[1] - box[0], box[3] - box[2]);
  };
  EXPECT_EQ(size(100, 200), std::pair(100L, 200L));
  EXPECT_EQ(size(1000, 1000), std::pair(100L, 100L));  // shrunk
  EXPECT_EQ(size(10, 40), std::pair(50L, 200L));       // enlarged
  EXPECT_EQ(size(1, 5000), std::pair(1L, 200L));       // never to nothing
}

TEST(ContactSheet, ShowsThePicturesColours) {
  const Picture sheet = sheet_of(test::six_squares(), "squares", 48, 32);
  EXPECT_EQ(part(sheet, 20, 52, 20, 68), test::six_squares());  // behind the margin
}

TEST(ContactSheet, ShowsAFittedPictureLikeTheWholeOne) {
  for (const auto& [height, width] : {std::pair{333, 500}, {500, 333}, {7, 11}, {1, 3000}}) {
    const Picture picture = test::ramps(height, width), tile = fitted_to_tile(picture);
    EXPECT_TRUE(tile.height() == kTileHeight || tile.width() == kTileWidth);
    EXPECT_EQ(sheet_of(tile.copy(), ""), sheet_of(picture.copy(), ""));
  }
}

TEST(ContactSheet, FitsAPictureOfAnotherOrderOfChannels) {
  const Picture picture = test::ramps(333, 500);
  EXPECT_EQ(fitted_to_tile(test::CameraPicture(picture).view()), fitted_to_tile(picture));
}

TEST(ContactSheet, LeavesTilesWithoutAPictureEmpty) {
  std::vector<std::vector<Tile>> rows(1);
  rows[0].emplace_back();
  rows[0].push_back(tile_of(one_colour(8, 8, 77), ""));
  const Picture sheet = contact_sheet(rows, 64, 64);
  EXPECT_TRUE(is_white(part(sheet, 0, sheet.height(), 0, 80)));
}

TEST(ContactSheet, WritesCaptionsBelowTheTilesAndCutsWhatDoesNotFit) {
  const auto below = [](const std::string& caption) {
    const Picture sheet = sheet_of(one_colour(64, 100, 77), caption, 100, 64);
    return part(sheet, 20 + 64, sheet.height(), 0, sheet.width());
  };
  EXPECT_TRUE(is_white(below("")));
  const Picture cat = below("cat");
  EXPECT_TRUE(
      std::ranges::any_of(cat.all(), [](const Colour& c) { return std::ranges::min(c) < 100; }));
  const std::string wide(500, 'w');
  const Picture cut = below(wide);
  EXPECT_EQ(cut, below(wide + "tail"));  // both end in "..."
  EXPECT_NE(cut, below(wide.substr(0, 3)));
  EXPECT_TRUE(is_white(part(cut, 0, cut.height(), 0, 20)));  // and stay below their tile
  EXPECT_TRUE(is_white(part(cut, 0, cut.height(), 120, cut.width())));
  EXPECT_EQ(below("K\xC3\xA4tzchen"), below("K?tzchen"));
}

TEST(ContactSheet, RefusesNonsense) {
  const auto complaint = [](int width, int height) {
    return error_of([&] { sheet_of(one_colour(8, 8, 7), "", width, height); });
  };
  EXPECT_THAT(error_of([] { contact_sheet({}); }), Tells("no tile"));
  EXPECT_THAT(error_of([] { contact_sheet(std::vector<std::vector<Tile>>(2)); }), Tells("no tile"));
  EXPECT_THAT(complaint(0, 100), Tells("0 x 100", "16 to 8192"));
  EXPECT_THAT(complaint(100, 100000), Tells("16 to 8192"));
  EXPECT_THAT(error_of([] { fitted_to_tile({}); }),
              Tells("contact_sheet", "at least one pixel, not 0 x 0"));
  EXPECT_THAT(error_of([] { fitted_to_tile(one_colour(8, 8, 7), 0, 0); }), Tells("16 to 8192"));
  std::vector<std::vector<Tile>> long_row(1);
  long_row[0].resize(1000);
  EXPECT_THAT(error_of([&] { contact_sheet(long_row, 8192, 8192); }), Tells("too many", "65500"));
}

}  // namespace
}  // namespace panet
