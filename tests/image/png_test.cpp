#include "image/png.h"

#include <fmt/format.h>

#include <cmath>
#include <functional>
#include <opencv2/imgcodecs.hpp>

#include "maps.h"
#include "panet/base/error.h"
#include "picture_files.h"
#include "support.h"

namespace panet {
namespace {

using test::big_endian32;
using test::error_of;
using test::HandmadePng;
using test::made;
using test::png_chunk;
using test::Tells;
using test::TemporaryFolder;
using test::written;

Png png_of(const std::string& bytes) {
  const TemporaryFolder folder;
  test::write_file(folder / "a.png", bytes);
  return read_png(folder / "a.png");
}

Text text_of(const std::string& bytes) {
  const TemporaryFolder folder;
  test::write_file(folder / "a.png", bytes);
  return read_png_text(folder / "a.png");
}

std::string complaint(const std::string& bytes) {
  return error_of([&] { png_of(bytes); });
}

// Maps of one row are easiest to compare as lists.
template <typename T, typename Meaning>
std::vector<int> list(const Map<T, Meaning>& map) {
  return {map.all().begin(), map.all().end()};
}
std::vector<int> list(const Map<Rgba>& colours) {
  std::vector<int> numbers;
  for (const Rgba& colour : colours.all())
    numbers.insert(numbers.end(), colour.begin(), colour.end());
  return numbers;
}

// 0, 1, 2, ... row after row; from `period` on again and again.
Labels counted(int64_t height, int64_t width, int64_t period = 256) {
  return made<Labels>(height, width, [&](int64_t y, int64_t x) {
    return static_cast<uint8_t>((y * width + x) % period);
  });
}

using testing::ElementsAre;

TEST(WriteIndexPng, KeepsLabelsPaletteAndText) {
  const TemporaryFolder folder;
  const Labels labels = counted(35, 20, 21);
  const Text text = {{"Software", "panet"}, {"classes", R"(["cat", "dog"])"}};
  write_index_png(folder / "a.png", labels, voc_palette(), text);
  const Png png = read_png(folder / "a.png");
  EXPECT_EQ(png.labels, labels);
  EXPECT_TRUE(png.has_palette);
  EXPECT_THAT(png.colours.at(0, 15), ElementsAre(192, 128, 128, 255));  // a person in PASCAL VOC
  EXPECT_EQ(read_png_text(folder / "a.png"), text);
}

TEST(WriteIndexPng, MakesTheSameBytesOfTheSameInput) {
  const TemporaryFolder folder;
  const auto labels = test::noise<Labels>(30, 40, 5);
  for (const char* name : {"a.png", "b.png"})
    write_index_png(folder / name, labels, {{}, {1, 1, 1}, {2, 2, 2}, {3, 3, 3}, {4, 4, 4}},
                    {{"key", "text"}});
  EXPECT_EQ(test::read_file(folder / "a.png"), test::read_file(folder / "b.png"));
}

TEST(WriteIndexPng, KeepsTextBeyondAscii) {
  const TemporaryFolder folder;
  const Text text = {{"class", "Kätzchen 猫"}, {"empty", ""}, {"long", std::string(100000, 'x')}};
  write_index_png(folder / "a.png", Labels(2, 2), voc_palette(), text);
  EXPECT_EQ(read_png_text(folder / "a.png"), text);
}

TEST(WriteIndexPng, RefusesWhatDoesNotFit) {
  const TemporaryFolder folder;
  const auto path = folder / "a.png";
  const std::vector<Colour> three = {{0, 0, 0}, {1, 1, 1}, {2, 2, 2}};
  const auto complaint_about = [&](const Labels& labels, const std::vector<Colour>& palette,
                                   const Text& text = {}) {
    return error_of([&] { write_index_png(path, labels, palette, text); });
  };
  const auto labels = written<Labels>({{0, 3}});
  EXPECT_THAT(complaint_about(labels, three),
              Tells(path.string(), "label 3 has no colour", "ends at 2"));
  EXPECT_THAT(complaint_about(labels, {}), Tells("1 to 256 colours, not 0"));
  EXPECT_THAT(complaint_about(labels, std::vector<Colour>(257)),
              Tells("1 to 256 colours, not 257"));
  EXPECT_THAT(complaint_about(Labels(0, 4), three), Tells("at least one pixel"));
  EXPECT_THAT(complaint_about({}, three), Tells("labels are H x W"));
  for (const std::string& keyword : {std::string(), std::string(80, 'k'), std::string(" k"),
                                     std::string("k "), std::string("a  b"), std::string("a\nb")})
    EXPECT_THAT(complaint_about(labels, voc_palette(), {{keyword, "text"}}),
                Tells("no PNG keyword"));
  EXPECT_THAT(complaint_about(labels, voc_palette(), {{"key", std::string("a\0b", 3)}}),
              Tells("\"key\"", "zero byte"));
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(WriteGrey16Png, SpreadsZeroToOneOverAllLevels) {
  const TemporaryFolder folder;
  write_grey16_png(folder / "a.png",
                   written<Map<float>>({{0.0f, 0.5f, 1.0f, 1.0f / 65535, 256.0f / 65535}}));
  const std::string bytes = test::read_file(folder / "a.png");
  EXPECT_EQ(bytes.substr(16, 10),
            std::string("\0\0\0\5\0\0\0\1\x10\0", 10));  // 5 x 1, 16 bit, grey
  const Png png = read_png(folder / "a.png");
  EXPECT_FALSE(png.has_palette);
  EXPECT_THAT(list(png.labels), ElementsAre(0, 255, 255, 1, 255));  // clamped
  EXPECT_THAT(list(test::channel(png.colours, 0)), ElementsAre(0, 128, 255, 0, 1));
}

// 0.5 lies between 32767 and 32768, 1.5 / 65535 nearly between 1 and 2.
TEST(WriteGrey16Png, RoundsToTheNearestLevelAndHalvesToEvenOnes) {
  const TemporaryFolder folder;
  write_grey16_png(folder / "a.png",
                   written<Map<float>>({{0.5f, 0.25f, 0.75f, 1.4f / 65535, 1.6f / 65535}}));
  const cv::Mat levels = cv::imread((folder / "a.png").string(), cv::IMREAD_UNCHANGED);
  ASSERT_EQ(levels.type(), CV_16UC1);
  EXPECT_THAT(std::vector<int>(levels.begin<uint16_t>(), levels.end<uint16_t>()),
              ElementsAre(32768, 16384, 49151, 1, 2));
}

TEST(WriteGrey16Png, RefusesValuesThatAreNoShares) {
  const TemporaryFolder folder;
  const auto complaint_about = [&](const Map<float>& values) {
    return error_of([&] { write_grey16_png(folder / "a.png", values); });
  };
  EXPECT_THAT(complaint_about(written<Map<float>>({{1.5f}})), Tells("a.png", "[0, 1]"));
  EXPECT_THAT(complaint_about(written<Map<float>>({{-0.1f}})), Tells("[0, 1]"));
  EXPECT_THAT(complaint_about(written<Map<float>>({{NAN}})), Tells("NaN"));
  EXPECT_THAT(complaint_about({}), Tells("values are H x W with at least one pixel"));
}

// Sample rows are written as they stand in the file: several in a byte, the first in the highest
// bits.
struct LowDepth {
  int bit_depth;
  std::string row;
  std::vector<int> values;
  std::vector<int> levels;  // what a viewer shows for grey

  friend void PrintTo(const LowDepth& depth, std::ostream* out) { *out << depth.bit_depth; }
};
class ReadPngLowDepth : public testing::TestWithParam<LowDepth> {};

TEST_P(ReadPngLowDepth, GivesIndicesAndGreyValuesAsTheyAreStored) {
  const auto& [depth, row, values, levels] = GetParam();
  const auto width = static_cast<uint32_t>(values.size());
  HandmadePng file{
      .width = width, .height = 1, .bit_depth = depth, .colour_type = 0, .rows = {row}};
  const Png grey = png_of(file.bytes());
  EXPECT_EQ(list(grey.labels), values);
  EXPECT_EQ(list(test::channel(grey.colours, 1)), levels);
  EXPECT_FALSE(grey.has_palette);

  file.colour_type = 3;
  file.chunks = png_chunk("PLTE", std::string(3U << depth, 'c'));
  const Png indexed = png_of(file.bytes());
  EXPECT_EQ(list(indexed.labels), values);
  EXPECT_TRUE(indexed.has_palette);
}
INSTANTIATE_TEST_SUITE_P(Depths, ReadPngLowDepth,
                         testing::Values(LowDepth{1, "\xA0", {1, 0, 1}, {255, 0, 255}},
                                         LowDepth{2, "\x1B", {0, 1, 2, 3}, {0, 85, 170, 255}},
                                         LowDepth{4, "\x1F\x70", {1, 15, 7}, {17, 255, 119}},
                                         LowDepth{8, "\x01\xFF", {1, 255}, {1, 255}}),
                         [](const auto& test) {
                           return std::to_string(test.param.bit_depth) + "bit";
                         });

TEST(ReadPng, TellsTransparency) {
  HandmadePng file{.width = 3, .height = 1, .colour_type = 3, .rows = {{0, 1, 2}}};
  file.chunks = png_chunk("PLTE", {1, 2, 3, 4, 5, 6, 7, 8, 9}) + png_chunk("tRNS", {0, 77});
  EXPECT_THAT(list(png_of(file.bytes()).colours),
              ElementsAre(1, 2, 3, 0, 4, 5, 6, 77, 7, 8, 9, 255));

  file = {.width = 2, .height = 1, .chunks = png_chunk("tRNS", {0, 9}), .rows = {{9, 8}}};
  EXPECT_THAT(list(png_of(file.bytes()).colours), ElementsAre(9, 9, 9, 0, 8, 8, 8, 255));

  file = {.width = 2, .height = 1, .colour_type = 4, .rows = {{9, 50, 8, 60}}};
  const Png grey_alpha = png_of(file.bytes());
  EXPECT_THAT(list(grey_alpha.labels), ElementsAre(9, 8));
  EXPECT_THAT(list(grey_alpha.colours), ElementsAre(9, 9, 9, 50, 8, 8, 8, 60));

  file = {
      .width = 1, .height = 1, .bit_depth = 16, .colour_type = 4, .rows = {{0, 9, '\xFF', '\xFF'}}};
  const Png wide = png_of(file.bytes());
  EXPECT_THAT(list(wide.labels), ElementsAre(9));
  EXPECT_THAT(list(wide.colours), ElementsAre(0, 0, 0, 255));
}

TEST(ReadPng, GivesNoLabelsForColour) {
  const HandmadePng rgb{.width = 1, .height = 1, .colour_type = 2, .rows = {{1, 2, 3}}};
  EXPECT_TRUE(png_of(rgb.bytes()).labels.empty());
  EXPECT_THAT(list(png_of(rgb.bytes()).colours), ElementsAre(1, 2, 3, 255));
  const HandmadePng rgba{.width = 1, .height = 1, .colour_type = 6, .rows = {{1, 2, 3, 4}}};
  EXPECT_THAT(list(png_of(rgba.bytes()).colours), ElementsAre(1, 2, 3, 4));
}

TEST(ReadPng, ShowsIndicesBehindThePaletteAsBlack) {
  const HandmadePng file{.width = 2,
                         .height = 1,
                         .colour_type = 3,
                         .chunks = png_chunk("PLTE", {1, 2, 3}),
                         .rows = {{0, '\xFF'}}};
  const Png png = png_of(file.bytes());
  EXPECT_THAT(list(png.labels), ElementsAre(0, 255));
  EXPECT_THAT(list(png.colours), ElementsAre(1, 2, 3, 255, 0, 0, 0, 255));
}

// The seven passes of an interlaced file: where each begins and how far it steps, in x and in y.
std::vector<std::string> interlaced(const Labels& grey) {
  constexpr int passes[7][4] = {{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4},
                                {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}};
  std::vector<std::string> rows;
  for (const auto& [x0, y0, dx, dy] : passes)
    for (int64_t y = y0; y < grey.height(); y += dy) {
      std::string row;
      for (int64_t x = x0; x < grey.width(); x += dx) row += static_cast<char>(grey.at(y, x));
      if (!row.empty()) rows.push_back(row);
    }
  return rows;
}

TEST(ReadPng, ReadsInterlacedFiles) {
  const Labels grey = counted(9, 11);
  const HandmadePng file{.width = 11, .height = 9, .interlaced = true, .rows = interlaced(grey)};
  EXPECT_EQ(png_of(file.bytes()).labels, grey);
}

TEST(ReadPng, ReadsEveryKindOfText) {
  using namespace std::string_literals;
  const HandmadePng file{
      .width = 1,
      .height = 1,
      .chunks = png_chunk("tEXt", "plain\0caf\xE9"s) +                             // Latin-1
                png_chunk("zTXt", "packed\0\0"s + test::deflated("many words")) +  //
                png_chunk("iTXt", "world\0\0\0de\0Welt\0Gr\xC3\xBC\xC3\x9F"s) +    // UTF-8
                png_chunk("iTXt", "packed world\0\1\0\0\0"s + test::deflated("\xE7\x8C\xAB")) +
                png_chunk("tEXt", "plain\0again"s),
      .rows = {"x"},
      .late_chunks = png_chunk("tEXt", "late\0behind the pixels"s)};
  const Text early = {{"plain", "caf\xC3\xA9"},
                      {"packed", "many words"},
                      {"world", "Gr\xC3\xBC\xC3\x9F"},
                      {"packed world", "\xE7\x8C\xAB"}};
  EXPECT_EQ(text_of(file.bytes()), early);
}

TEST(ReadPngText, ReadsNothingBehindTheHead) {
  const TemporaryFolder folder;
  write_index_png(folder / "a.png", Labels(50, 50), voc_palette(), {{"key", "text"}});
  std::string bytes = test::read_file(folder / "a.png");
  bytes.resize(bytes.find("IDAT") + 4);  // no pixel left
  test::write_file(folder / "head.png", bytes);
  EXPECT_EQ(read_png_text(folder / "head.png"), (Text{{"key", "text"}}));
  EXPECT_THAT(error_of([&] { read_png(folder / "head.png"); }), Tells("head.png", "truncated"));
}

TEST(ReadPng, ReadsGreyOf16BitsWithOpacityOrATransparentValue) {
  HandmadePng file{.width = 3,
                   .height = 1,
                   .bit_depth = 16,
                   .colour_type = 4,
                   .rows = {std::string("\x00\x07\xFF\xFF\x80\x00\x80\x00\x01\x00\x00\x00", 12)}};
  const Png with_alpha = png_of(file.bytes());
  EXPECT_THAT(list(with_alpha.labels), ElementsAre(7, 255, 255));
  EXPECT_THAT(list(with_alpha.colours), ElementsAre(0, 0, 0, 255, 128, 128, 128, 128, 1, 1, 1, 0));
  file.colour_type = 0;
  file.rows = {std::string("\x00\x07\x80\x00\x80\x01", 6)};
  file.chunks = png_chunk("tRNS", std::string("\x80\x00", 2));
  EXPECT_THAT(list(test::channel(png_of(file.bytes()).colours, 3)), ElementsAre(255, 0, 255));
}

TEST(ReadPng, AsksWhetherTheSizeIsRightBeforeItReadsAnyPixel) {
  const HandmadePng file{.width = 12000, .height = 16383, .rows = {"broken"}};
  const TemporaryFolder folder;
  test::write_file(folder / "a.png", file.bytes());
  const auto refuse = [](int64_t height, int64_t width) {
    throw Error(fmt::format("{} high, {} wide", height, width));
  };
  EXPECT_THAT(error_of([&] { read_png(folder / "a.png", refuse); }),
              Tells("a.png", "16383 high, 12000 wide"));
  const std::string bytes = file.bytes();
  EXPECT_THAT(error_of([&] { read_png(std::as_bytes(std::span(bytes)), "\"mask\"", refuse); }),
              Tells("\"mask\"", "16383 high, 12000 wide"));
}

TEST(ReadPng, TellsOtherPicturesOfThatName) {
  EXPECT_THAT(complaint("\xFF\xD8\xFF\xE0 JPEG"),
              Tells("a.png", "not a PNG, but a JPEG picture", "save it as PNG"));
  EXPECT_THAT(complaint("GIF89a"), Tells("not a PNG, but a GIF picture", "convert"));
}

TEST(ReadPng, TellsWhatIsNoPng) {
  const TemporaryFolder folder;
  test::write_file(folder / "empty.png", "");
  test::write_file(folder / "photo.png", test::encoded(".jpg", test::ramps(8, 8)));
  const std::vector<std::function<void(const std::filesystem::path&)>> readers = {
      [](const auto& path) { read_png(path); }, [](const auto& path) { read_png_text(path); }};
  for (const auto& read : readers) {
    EXPECT_THAT(error_of([&] { read(folder / "none.png"); }), Tells("none.png", "no such file"));
    EXPECT_THAT(error_of([&] { read(folder.path()); }), Tells("is a folder"));
    EXPECT_THAT(error_of([&] { read(folder / "empty.png"); }),
                Tells("empty.png", "the file is empty"));
    EXPECT_THAT(error_of([&] { read(folder / "photo.png"); }), Tells("photo.png", "not a PNG"));
  }
}

TEST(ReadPng, RefusesDamagedFiles) {
  const HandmadePng file{.width = 3, .height = 2, .rows = {"abc", "def"}};
  const std::string bytes = file.bytes();
  for (std::size_t length = 8; length < bytes.size(); ++length)
    EXPECT_THAT(complaint(bytes.substr(0, length)), Tells("broken PNG")) << length;

  std::string wrong_checksum = bytes;
  wrong_checksum[bytes.find("abc")] ^= 1;
  EXPECT_THAT(complaint(wrong_checksum), Tells("broken PNG", "IDAT"));

  HandmadePng few_rows = file;
  few_rows.rows.pop_back();
  EXPECT_THAT(complaint(few_rows.bytes()), Tells("broken PNG"));

  HandmadePng no_palette = file;
  no_palette.colour_type = 3;
  EXPECT_THAT(complaint(no_palette.bytes()), Tells("broken PNG", "PLTE"));

  HandmadePng huge = file;
  huge.width = huge.height = 0x7FFFFFFF;
  EXPECT_THAT(complaint(huge.bytes()), Tells("2147483647 x 2147483647", "65500"));
}

TEST(ReadPngText, DoesNotUnpackATextThatGrowsWithoutEnd) {
  const HandmadePng file{
      .width = 1,
      .height = 1,
      .chunks = png_chunk("zTXt", std::string("bomb\0\0", 6) + test::deflated_zeros(4000, 5000)),
      .rows = {"x"}};
  EXPECT_TRUE(text_of(file.bytes())["bomb"].empty());
}

TEST(VocPalette, HasTheColoursOfPascalVoc) {
  const auto& palette = voc_palette();
  ASSERT_EQ(palette.size(), 256u);
  EXPECT_EQ(palette[0], (Colour{0, 0, 0}));
  EXPECT_EQ(palette[1], (Colour{128, 0, 0}));        // aeroplane
  EXPECT_EQ(palette[8], (Colour{64, 0, 0}));         // cat
  EXPECT_EQ(palette[15], (Colour{192, 128, 128}));   // person
  EXPECT_EQ(palette[20], (Colour{0, 64, 128}));      // monitor
  EXPECT_EQ(palette[255], (Colour{224, 224, 192}));  // not labelled
}

}  // namespace
}  // namespace panet
