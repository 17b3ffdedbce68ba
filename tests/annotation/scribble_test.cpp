#include <algorithm>

#include "drawing.h"
#include "panet/annotation/annotation.h"
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

class Scribble : public testing::Test {
 protected:
  TemporaryFolder folder;
  std::filesystem::path path = folder / "cat1.scribble.png";
};

// By colour: green on the class, red on the background.

TEST_F(Scribble, GreenIsForegroundRedIsBackgroundAllElseUnknown) {
  test::write_rgba_png(path, {"gg.k", "w.rr"});
  EXPECT_THAT(drawn(read_scribble(path, {2, 4})), ElementsAre("FF..", "..bb"));
  test::write_rgb_png(path, {"ggkk", "wwrr"});
  EXPECT_THAT(drawn(read_scribble(path, {2, 4})), ElementsAre("FF..", "..bb"));
}

TEST_F(Scribble, AStrokeTakesThePixelsOfItsSoftEdgeThatAreMoreThanHalfStroke) {
  test::write_pixels_png(path, {{255, 0, 0, 255},      // the background stroke
                                {0, 129, 0, 255},      // green fading into black
                                {0, 128, 0, 255},      //
                                {126, 255, 126, 255},  // green fading into white
                                {127, 255, 127, 255},  //
                                {0, 255, 0, 128},      // green fading into transparent
                                {0, 255, 0, 127},      //
                                {200, 200, 0, 255}});  // where green meets red
  EXPECT_THAT(drawn(read_scribble(path, {1, 8})), ElementsAre("bF.F.F.."));
}

TEST_F(Scribble, APaletteOfGreenAndRedIsByColourWhereNothingIsUnknownByIndex) {
  test::write_palette_png(path, {"gg.k", "w.rr"}, ".grkw");
  EXPECT_THAT(drawn(read_scribble(path, {2, 4})), ElementsAre("FF..", "..bb"));
  test::write_palette_png(path, {"ggww", "wwrr"}, "wrg");
  EXPECT_THAT(drawn(read_scribble(path, {2, 4})), ElementsAre("FF..", "..bb"));
}

TEST_F(Scribble, StrokesByColourHaveNoLabels) {
  test::write_rgba_png(path, {"g..r"});
  for (const int label : {0, 15, 255})
    EXPECT_THAT(drawn(read_scribble(path, {1, 4}, label)), ElementsAre("F..b"));
}

// By index, as ScribbleSup.

TEST_F(Scribble, ByIndexZeroIsBackgroundAnd255Unknown) {
  for (const auto& write :
       {test::write_grey_png, +[](const std::filesystem::path&file, const Drawing&drawing) {
          write_index_png(file, test::labels_of(drawing), voc_palette());
        }}) {
    write(path, {"x0x", "2x7"});
    EXPECT_THAT(drawn(read_scribble(path, {2, 3})), ElementsAre(".b.", "F.F"));
    EXPECT_THAT(drawn(read_scribble(path, {2, 3}, 2)), ElementsAre(".b.", "F.b"))
        << "a stroke of another class is background";
  }
}

TEST_F(Scribble, TheColoursOfVocsPaletteAreNotTakenForStrokesByColour) {
  write_index_png(path, test::labels_of({"0112"}),
                  voc_palette());  // 1 is (128, 0, 0), 2 is (0, 128, 0)
  EXPECT_THAT(drawn(read_scribble(path, {1, 4}, 1)), ElementsAre("bFFb"));
}

TEST_F(Scribble, APaletteWithPureColoursIsByIndexWhereIndex255IsInUse) {
  std::vector<Colour> palette(256, {0, 0, 0});
  palette[0] = {0, 255, 0};  // the colour says foreground, the index background
  palette[1] = {255, 0, 0};
  write_index_png(path, test::labels_of({"01xx"}), palette);
  EXPECT_THAT(drawn(read_scribble(path, {1, 4})), ElementsAre("bF.."));
}

TEST_F(Scribble, TransparentPixelsAreUnknownByIndexToo) {
  test::write_grey_alpha_png(path, {"0100"}, {"xx00"});
  EXPECT_THAT(drawn(read_scribble(path, {1, 4})), ElementsAre("bF.."));
}

// What is wrong.

TEST_F(Scribble, StrokesOnThePhotographAreTold) {
  RandomStream random(7, 0);
  const auto level = [&] { return static_cast<uint8_t>(random.below(200)); };
  Picture photograph(40, 30);
  for (Colour& colour : photograph.all()) colour = {level(), level(), level()};
  for (const int64_t y : {3, 4, 5}) std::ranges::fill(photograph.row(y), Colour{0, 255, 0});
  for (const int64_t y : {30, 31, 32}) std::ranges::fill(photograph.row(y), Colour{255, 0, 0});
  encode_picture(path, photograph);
  EXPECT_THAT(error_of([&] {
                read_scribble(path, {40, 30});
              }),
              Tells("cat1.scribble.png", "photograph", "layer of strokes alone"));
}

TEST_F(Scribble, AMissingKindOfStrokeIsToldWithHowToDrawIt) {
  test::write_rgba_png(path, {"..r"});
  EXPECT_THAT(
      error_of([&] {
        read_scribble(path, {1, 3});
      }),
      Tells("cat1.scribble.png", "no foreground stroke", "green (0, 255, 0)", "red (255, 0, 0)"));
  test::write_rgba_png(path, {"g.."});
  EXPECT_THAT(error_of([&] {
                read_scribble(path, {1, 3});
              }),
              Tells("no background stroke", "red (255, 0, 0)"));
  test::write_palette_png(path, {"g.."}, ".g");
  EXPECT_THAT(error_of([&] {
                read_scribble(path, {1, 3});
              }),
              Tells("no background stroke", "red (255, 0, 0)"));
  test::write_grey_png(path, {"x1x"});
  EXPECT_THAT(
      error_of([&] {
        read_scribble(path, {1, 3});
      }),
      Tells("no background stroke", "labels 1, 255", "0 background", "255 unknown", "green"));
  test::write_grey_png(path, {"x03"});
  EXPECT_THAT(error_of([&] {
                read_scribble(path, {1, 3}, 4);
              }),
              Tells("no foreground stroke", "labels 0, 3, 255", "4 is foreground"));
}

TEST_F(Scribble, LabelsThatMeanSomethingElseAreTold) {
  test::write_grey_png(path, {"x01"});
  for (const int label : {-1, 0, 255, 256})
    EXPECT_THAT(error_of([&] {
                  read_scribble(path, {1, 3}, label);
                }),
                Tells("cat1.scribble.png", "from 1 to 254"));
}

TEST_F(Scribble, OtherSizesAndBrokenFilesAreTold) {
  test::write_rgba_png(path, {"g.r"});
  EXPECT_THAT(error_of([&] {
                read_scribble(path, {30, 40});
              }),
              Tells("cat1.scribble.png", "3 x 1", "40 x 30"));
  test::write_file(path, "no png");
  EXPECT_THAT(error_of([&] {
                read_scribble(path, {1, 3});
              }),
              Tells("cat1.scribble.png", "not a PNG"));
}

}  // namespace
}  // namespace panet
