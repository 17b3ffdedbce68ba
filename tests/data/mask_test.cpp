#include "drawing.h"
#include "panet/data/annotation.h"
#include "support.h"

namespace panet {
namespace {

using test::Drawing;
using test::drawn;
using test::error_of;
using test::Tells;
using test::TemporaryFolder;
using testing::ElementsAre;

class Mask : public testing::Test {
 protected:
  TemporaryFolder folder;
  std::filesystem::path path = folder / "cat1.png";
};

TEST_F(Mask, WithoutALabelAllThatIsNotZeroIsForeground) {
  test::write_grey_png(path, {"001", "25x"});
  EXPECT_THAT(drawn(read_mask(path, {2, 3})), ElementsAre("bbF", "FFF"));
}

TEST_F(Mask, WithALabelThePixelsOfThatLabelAreForegroundAndVoidIsBackground) {
  test::write_grey_png(path, {"001", "25x"});
  EXPECT_THAT(drawn(read_mask(path, {2, 3}, 2)), ElementsAre("bbb", "Fbb"));
}

TEST_F(Mask, APaletteMaskIsReadByIndex) {
  write_index_png(path, test::labels_of({"00", "1x"}), voc_palette());
  EXPECT_THAT(drawn(read_mask(path, {2, 2}, 1)), ElementsAre("bb", "Fb"));
  EXPECT_THAT(drawn(read_mask(path, {2, 2})), ElementsAre("bb", "FF"));
}

TEST_F(Mask, APaletteThatEndsBeforeItsLabelsIsStillReadByIndex) {
  test::write_palette_png(path, {"kkr", "kwr"}, "krkw");
  EXPECT_THAT(drawn(read_mask(path, {2, 3})), ElementsAre("bbF", "bFF"));
}

TEST_F(Mask, InAReorderedPaletteBlackIsBackgroundWhateverItsIndex) {
  test::write_palette_png(path, {"kkw", "kww"}, "wk");
  EXPECT_THAT(drawn(read_mask(path, {2, 3})), ElementsAre("bbF", "bFF"));
}

TEST_F(Mask, SixteenBitAndOneBitMasksAreRead) {
  write_grey16_png(path, torch::tensor({{0.0, 1.0 / 65535, 1.0}}));
  EXPECT_THAT(drawn(read_mask(path, {1, 3})), ElementsAre("bFF"));
  test::write_bit_png(path, {"0110"});
  EXPECT_THAT(drawn(read_mask(path, {1, 4})), ElementsAre("bFFb"));
  EXPECT_THAT(drawn(read_mask(path, {1, 4}, 1)), ElementsAre("bFFb"));
}

TEST_F(Mask, InAColourMaskAllThatIsNotBlackIsForeground) {
  test::write_rgb_png(path, {"kwG", "kkr"});
  EXPECT_THAT(drawn(read_mask(path, {2, 3})), ElementsAre("bFF", "bbF"));
}

TEST_F(Mask, WhatIsTransparentIsBackground) {
  test::write_rgba_png(path, {".wt", "kw."});
  EXPECT_THAT(drawn(read_mask(path, {2, 3})), ElementsAre("bFb", "bFb"));
  test::write_grey_alpha_png(path, {"0xx"}, {"xx0"});
  EXPECT_THAT(drawn(read_mask(path, {1, 3})), ElementsAre("bFb"));
}

TEST_F(Mask, OtherSizesAreToldWithBoth) {
  test::write_grey_png(path, {"001", "111"});
  EXPECT_THAT(error_of([&] {
                read_mask(path, {20, 30});
              }),
              Tells("cat1.png", "3 x 2", "30 x 20", "(width x height)", "EXIF", "at its own size"));
  EXPECT_THAT(error_of([&] { read_mask(path, {3, 2}); }), Tells("3 x 2", "2 x 3", "upright"));
}

TEST_F(Mask, AMissingLabelIsToldWithThoseThatAreThere) {
  test::write_grey_png(path, {"003", "5x0"});
  EXPECT_THAT(error_of([&] {
                read_mask(path, {2, 3}, 7);
              }),
              Tells("cat1.png", "label 7", "0, 3, 5, 255"));
}

TEST_F(Mask, AMaskWithoutForegroundIsTold) {
  test::write_grey_png(path, {"000"});
  EXPECT_THAT(error_of([&] {
                read_mask(path, {1, 3});
              }),
              Tells("cat1.png", "no pixel is foreground", "white"));
}

TEST_F(Mask, LabelsThatCannotBeAreTold) {
  test::write_grey_png(path, {"001"});
  EXPECT_THAT(error_of([&] {
                read_mask(path, {1, 3}, 256);
              }),
              Tells("cat1.png", "label 256", "0 to 255"));
  EXPECT_THAT(error_of([&] {
                read_mask(path, {1, 3}, -1);
              }),
              Tells("cat1.png", "label -1", "0 to 255"));
  test::write_rgb_png(path, {"kkr"});
  EXPECT_THAT(error_of([&] {
                read_mask(path, {1, 3}, 1);
              }),
              Tells("cat1.png", "colours", "palette or grey"));
}

TEST_F(Mask, FilesThatAreNoPngAreTold) {
  EXPECT_THAT(error_of([&] { read_mask(path, {1, 3}); }), Tells("cat1.png"));
  test::write_file(path, "");
  EXPECT_THAT(error_of([&] { read_mask(path, {1, 3}); }), Tells("cat1.png", "empty"));
  test::write_file(path, "\xFF\xD8\xFF a JPEG in disguise");
  EXPECT_THAT(error_of([&] { read_mask(path, {1, 3}); }), Tells("cat1.png", "not a PNG"));
  EXPECT_THAT(error_of([&] { read_mask(folder.path(), {1, 3}); }), Tells(folder.path().string()));
}

}  // namespace
}  // namespace panet
