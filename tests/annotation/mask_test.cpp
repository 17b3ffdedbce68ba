#include <algorithm>

#include "drawing.h"
#include "image/mask.h"
#include "panet/annotation/annotation.h"
#include "panet/base/note.h"
#include "panet/base/random_stream.h"
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

class MaskFile : public testing::Test {
 protected:
  TemporaryFolder folder;
  std::filesystem::path path = folder / "cat1.png";
};

TEST_F(MaskFile, WithoutALabelAllThatIsNotZeroIsForeground) {
  test::write_grey_png(path, {"001", "25x"});
  EXPECT_THAT(drawn(read_mask(path, {2, 3})), ElementsAre("bbF", "FFF"));
}

TEST_F(MaskFile, WithALabelThePixelsOfThatLabelAreForegroundAndVoidIsBackground) {
  test::write_grey_png(path, {"001", "25x"});
  EXPECT_THAT(drawn(read_mask(path, {2, 3}, 2)), ElementsAre("bbb", "Fbb"));
}

TEST_F(MaskFile, APaletteMaskIsReadByIndex) {
  write_index_png(path, test::labels_of({"00", "1x"}), voc_palette());
  EXPECT_THAT(drawn(read_mask(path, {2, 2}, 1)), ElementsAre("bb", "Fb"));
  EXPECT_THAT(drawn(read_mask(path, {2, 2})), ElementsAre("bb", "FF"));
}

TEST_F(MaskFile, APaletteThatEndsBeforeItsLabelsIsStillReadByIndex) {
  test::write_palette_png(path, {"kkr", "kwr"}, "krkw");
  EXPECT_THAT(drawn(read_mask(path, {2, 3})), ElementsAre("bbF", "bFF"));
}

TEST_F(MaskFile, InAReorderedPaletteBlackIsBackgroundWhateverItsIndex) {
  test::write_palette_png(path, {"kkw", "kww"}, "wk");
  EXPECT_THAT(drawn(read_mask(path, {2, 3})), ElementsAre("bbF", "bFF"));
}

TEST_F(MaskFile, SixteenBitAndOneBitMasksAreRead) {
  write_grey16_png(path, test::written<Map<float>>({{0.0F, 1.0F / 65535, 1.0F}}));
  EXPECT_THAT(drawn(read_mask(path, {1, 3})), ElementsAre("bFF"));
  test::write_bit_png(path, {"0110"});
  EXPECT_THAT(drawn(read_mask(path, {1, 4})), ElementsAre("bFFb"));
  EXPECT_THAT(drawn(read_mask(path, {1, 4}, 1)), ElementsAre("bFFb"));
}

TEST_F(MaskFile, InAColourMaskAllThatIsNotBlackIsForeground) {
  test::write_rgb_png(path, {"kwG", "kkr"});
  EXPECT_THAT(drawn(read_mask(path, {2, 3})), ElementsAre("bFF", "bbF"));
}

TEST_F(MaskFile, WhatIsTransparentIsBackground) {
  test::write_rgba_png(path, {".wt", "kw."});
  EXPECT_THAT(drawn(read_mask(path, {2, 3})), ElementsAre("bFb", "bFb"));
  test::write_grey_alpha_png(path, {"0xx"}, {"xx0"});
  EXPECT_THAT(drawn(read_mask(path, {1, 3})), ElementsAre("bFb"));
}

// Levels from `low` to 255.
class RandomLevels {
 public:
  explicit RandomLevels(uint8_t low) : low_(low) {}
  uint8_t next() { return static_cast<uint8_t>(low_ + random_.below(256u - low_)); }

 private:
  RandomStream random_{7, 0};
  uint8_t low_;
};

TEST_F(MaskFile, APhotographIsTold) {
  RandomLevels any(0), none_is_black(1);
  Picture photograph(40, 30);
  for (Colour& colour : photograph.all()) colour = {any.next(), any.next(), any.next()};
  encode_picture(path, photograph);
  EXPECT_THAT(error_of([&] {
                read_mask(path, {40, 30});
              }),
              Tells("cat1.png", "colours", "photograph", "black and white"));
  Labels grey(40, 30);
  std::ranges::generate(grey.all(), [&] { return none_is_black.next(); });
  write_index_png(path, grey, voc_palette());
  EXPECT_THAT(error_of([&] { read_mask(path, {40, 30}, 7); }), Tells("cat1.png", "photograph"));
}

TEST_F(MaskFile, FaintTracesAreNotedForEveryValueCounts) {
  Map<float> levels(20, 20);
  RandomLevels random(0);
  for (int64_t y = 0; y < 20; ++y) {
    std::ranges::fill(levels.row(y).first(10), 1.0F);
    for (float& level : levels.row(y).last(5))
      level = static_cast<float>(random.next()) * (8.0F / 255 / 255);
  }
  write_grey16_png(path, levels);
  std::vector<std::string> notes;
  const NoteListener listener([&notes](const std::string& text) { notes.push_back(text); });
  EXPECT_GT(count(read_mask(path, {20, 20}).foreground), 250);
  EXPECT_THAT(notes,
              ElementsAre(Tells("cat1.png", "% of the foreground is faint", "but 0 counts")));
  read_mask(path, {20, 20}, 255);
  EXPECT_EQ(notes.size(), 1u) << "a label that is asked for is all that counts";
}

TEST_F(MaskFile, AMaskWhoseBackgroundIsNotZeroIsToldWithItsValues) {
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

TEST_F(MaskFile, AClassMayFillItsPicture) {
  test::write_grey_png(path, {"xx", "xx"});
  EXPECT_THAT(drawn(read_mask(path, {2, 2})), ElementsAre("FF", "FF"));
}

TEST_F(MaskFile, OtherSizesAreToldWithBoth) {
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

TEST_F(MaskFile, AMissingLabelIsToldWithThoseThatAreThere) {
  test::write_grey_png(path, {"003", "5x0"});
  EXPECT_THAT(error_of([&] {
                read_mask(path, {2, 3}, 7);
              }),
              Tells("cat1.png", "label 7", "0, 3, 5, 255"));
}

TEST_F(MaskFile, AMaskWithoutForegroundIsTold) {
  test::write_grey_png(path, {"000"});
  EXPECT_THAT(error_of([&] {
                read_mask(path, {1, 3});
              }),
              Tells("cat1.png", "no pixel is foreground", "white"));
}

TEST_F(MaskFile, LabelsThatCannotBeAreTold) {
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

TEST_F(MaskFile, FilesThatAreNoPngAreTold) {
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
