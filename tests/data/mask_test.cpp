#include "drawing.h"
#include "panet/data/annotation.h"
#include "panet/file/note.h"
#include "panet/image/encode.h"
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

// Random levels from `low` to 255.
torch::Tensor random_levels(int low, torch::IntArrayRef sizes) {
  torch::manual_seed(7);
  return torch::randint(low, 256, sizes, torch::kUInt8);
}

TEST_F(Mask, APhotographIsTold) {
  encode_picture(path, random_levels(0, {40, 30, 3}));
  EXPECT_THAT(error_of([&] {
                read_mask(path, {40, 30});
              }),
              Tells("cat1.png", "colours", "photograph", "black and white"));
  write_index_png(path, random_levels(1, {40, 30}), voc_palette());
  EXPECT_THAT(error_of([&] { read_mask(path, {40, 30}, 7); }), Tells("cat1.png", "photograph"));
}

TEST_F(Mask, FaintTracesAreNotedForEveryValueCounts) {
  torch::Tensor levels = torch::zeros({20, 20});
  levels.slice(1, 0, 10).fill_(1.0);
  levels.slice(1, 15, 20) = random_levels(0, {20, 5}) * (8. / 255 / 255);
  write_grey16_png(path, levels);
  std::vector<std::string> notes;
  const NoteListener listener([&notes](const std::string& text) { notes.push_back(text); });
  EXPECT_GT(read_mask(path, {20, 20}).foreground.sum().item<int>(), 250);
  EXPECT_THAT(notes,
              ElementsAre(Tells("cat1.png", "% of the foreground is faint", "but 0 counts")));
  read_mask(path, {20, 20}, 255);
  EXPECT_EQ(notes.size(), 1u) << "a label that is asked for is all that counts";
}

TEST_F(Mask, AMaskWhoseBackgroundIsNotZeroIsToldWithItsValues) {
  test::write_grey_png(path, {"1122", "1112"});
  EXPECT_THAT(error_of([&] {
                read_mask(path, {2, 4});
              }),
              Tells("cat1.png", "all pixels are foreground", "1, 2", "label N"));
  EXPECT_THAT(drawn(read_mask(path, {2, 4}, 2)), ElementsAre("bbFF", "bbbF"));
  test::write_rgb_png(path, {"wwGG"});
  EXPECT_THAT(error_of([&] {
                read_mask(path, {1, 4});
              }),
              Tells("cat1.png", "(0, 128, 0), (255, 255, 255)", "none is black"));
}

TEST_F(Mask, AClassMayFillItsPicture) {
  test::write_grey_png(path, {"xx", "xx"});
  EXPECT_THAT(drawn(read_mask(path, {2, 2})), ElementsAre("FF", "FF"));
}

TEST_F(Mask, OtherSizesAreToldWithBoth) {
  test::write_grey_png(path, {"001", "111"});
  EXPECT_THAT(
      error_of([&] {
        read_mask(path, {20, 30});
      }),
      testing::AllOf(Tells("cat1.png", "3 x 2", "30 x 20", "(width x height)", "its own size"),
                     testing::Not(testing::HasSubstr("EXIF"))));
  EXPECT_THAT(error_of([&] {
                read_mask(path, {3, 2});
              }),
              Tells("3 x 2", "2 x 3", "upright", "EXIF"));
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
  EXPECT_THAT(error_of([&] {
                read_mask(path, {1, 3});
              }),
              Tells("cat1.png", "not a PNG, but a JPEG picture", "save it as PNG"));
  EXPECT_THAT(error_of([&] { read_mask(folder.path(), {1, 3}); }), Tells(folder.path().string()));
}

}  // namespace
}  // namespace panet
