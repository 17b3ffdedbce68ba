#include "panet/image/decode.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <map>
#include <opencv2/imgcodecs.hpp>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "maps.h"
#include "panet/base/error.h"
#include "panet/base/note.h"
#include "picture_files.h"
#include "support.h"

namespace panet {
namespace {

using test::encoded;
using test::error_of;
using test::made;
using test::max_difference;
using test::ramps;
using test::six_squares;
using test::Tells;
using test::TemporaryFolder;
using test::WideColour;
using test::written;
using Rgba = std::array<uint8_t, 4>;

Picture decoded(const std::string& bytes, const std::string& name = "picture") {
  const TemporaryFolder folder;
  test::write_file(folder / name, bytes);
  auto picture = decode_picture(folder / name);
  EXPECT_EQ(decode_picture(std::as_bytes(std::span(bytes))), picture) << "from memory";
  return picture;
}

// What is wrong with a file of these bytes.
std::string complaint(const std::string& bytes) {
  return error_of([&] { decoded(bytes); });
}

TEST(Decode, GivesTheExactPixelsOfLosslessFormats) {
  const Picture picture = ramps(24, 37);
  const std::map<std::string, std::string> files = {
      {"PNG", encoded(".png", picture)},
      {"BMP", encoded(".bmp", picture)},
      {"TIFF", encoded(".tiff", picture)},
      {"WebP", test::lossless_webp(picture)},
      {"little-endian TIFF", test::handmade_tiff(picture, 1, false)},
      {"big-endian TIFF", test::handmade_tiff(picture, 1, true)},
  };
  for (const auto& [format, bytes] : files) {
    EXPECT_EQ(decoded(bytes), picture) << format;
  }
}

TEST(Decode, ComesCloseWithLossyFormats) {
  const Picture picture = ramps(24, 37);
  EXPECT_LE(max_difference(decoded(encoded(".jpg", picture)), picture), 10);
  EXPECT_LE(max_difference(decoded(encoded(".webp", picture, {64, 90})), picture), 16);
}

TEST(Decode, GoesByTheContentNotByTheName) {
  EXPECT_EQ(decoded(encoded(".png", ramps(4, 4)), "photo.jpg").height(), 4);
}

// EXIF says at which side of the upright picture the first stored row and the first stored column
// belong.
struct Orientation {
  int number;
  const char* first_row;
  const char* first_column;
};
constexpr std::array orientations = {
    Orientation{1, "top", "left"},     Orientation{2, "top", "right"},
    Orientation{3, "bottom", "right"}, Orientation{4, "bottom", "left"},
    Orientation{5, "left", "top"},     Orientation{6, "right", "top"},
    Orientation{7, "right", "bottom"}, Orientation{8, "left", "bottom"},
};

// How an upright picture is stored so that `orientation` describes it.
Picture stored(const Picture& upright, const Orientation& orientation) {
  const std::string row = orientation.first_row, column = orientation.first_column;
  const bool is_upside_down = row == "bottom" || column == "bottom";
  const bool is_mirrored = row == "right" || column == "right";
  const auto flipped = [&](int64_t y, int64_t x) {
    return upright.at(is_upside_down ? upright.height() - 1 - y : y,
                      is_mirrored ? upright.width() - 1 - x : x);
  };
  if (row != "left" && row != "right")
    return made<Picture>(upright.height(), upright.width(), flipped);
  return made<Picture>(upright.width(), upright.height(),
                       [&](int64_t y, int64_t x) { return flipped(x, y); });
}

// The middles of the six squares: at their edges a JPEG blurs the colours.
Picture middles(const Picture& squares) {
  return made<Picture>(squares.height() / 16, squares.width() / 16,
                       [&](int64_t y, int64_t x) { return squares.at(8 + 16 * y, 8 + 16 * x); });
}

Picture rgb_of(const Map<uint8_t>& grey) {
  return mapped<Picture>(grey, [](uint8_t level) { return Colour{level, level, level}; });
}

// 16-bit samples.
Map<WideColour> widened(const Picture& picture, int factor) {
  return mapped<Map<WideColour>>(picture, [factor](const Colour& colour) {
    WideColour wide;
    std::ranges::transform(colour, wide.begin(),
                           [factor](int level) { return static_cast<uint16_t>(level * factor); });
    return wide;
  });
}

TEST(Decode, AppliesTheOrientationOfEveryFormatThatHasOne) {
  const Picture upright = six_squares();
  for (const Orientation& orientation : orientations) {
    const Picture picture = stored(upright, orientation);
    const std::string exif = test::exif(orientation.number);
    SCOPED_TRACE(orientation.number);

    const std::string jpeg = test::with_exif_in_jpeg(encoded(".jpg", picture), exif);
    EXPECT_LE(max_difference(middles(decoded(jpeg)), middles(upright)), 8) << "JPEG";

    std::string png = encoded(".png", picture);
    constexpr std::size_t behind_ihdr = 8 + 25;
    png.insert(behind_ihdr, test::png_chunk("eXIf", exif));
    EXPECT_EQ(decoded(png), upright) << "PNG";

    const std::string webp = test::with_exif_in_webp(test::lossless_webp(picture), exif,
                                                     picture.height(), picture.width());
    EXPECT_EQ(decoded(webp), upright) << "WebP";

    for (const bool big_endian : {false, true}) {
      const std::string tiff = test::handmade_tiff(picture, orientation.number, big_endian);
      EXPECT_EQ(decoded(tiff), upright) << "TIFF";
    }
  }
}

TEST(Decode, BrokenExifLeavesAPictureAsItIsStored) {
  const std::string jpeg = encoded(".jpg", six_squares());
  for (const std::string& exif :
       {std::string(), std::string("II"), std::string("II*\0\xFF\xFF\xFF\xFF", 8), test::exif(0),
        test::exif(9), test::exif(6).substr(0, 20)})
    EXPECT_LE(max_difference(middles(decoded(test::with_exif_in_jpeg(jpeg, exif))),
                             middles(six_squares())),
              8);
}

TEST(Decode, MakesRgbOfGrey) {
  const Map<uint8_t> grey = test::channel(ramps(16, 20), 0);
  const Picture expected = rgb_of(grey);
  for (const char* extension : {".png", ".tiff", ".bmp"})
    EXPECT_EQ(decoded(encoded(extension, grey)), expected) << extension;
  EXPECT_LE(max_difference(decoded(encoded(".jpg", grey)), expected), 4);
}

TEST(Decode, DropsAlphaAndKeepsTheColourBelowIt) {
  const Picture picture = ramps(16, 20);
  const auto rgba = made<Map<Rgba>>(16, 20, [&](int64_t y, int64_t x) {
    const auto [red, green, blue] = picture.at(y, x);
    return Rgba{red, green, blue, static_cast<uint8_t>((20 * y + x) % 3 * 100)};
  });
  EXPECT_EQ(decoded(encoded(".png", rgba)), picture);
  const test::HandmadePng grey_alpha{
      .width = 2, .height = 1, .colour_type = 4, .rows = {{10, 0, 99, 50}}};
  EXPECT_EQ(decoded(grey_alpha.bytes()), written<Picture>({{{10, 10, 10}, {99, 99, 99}}}));
  const test::HandmadeTiff tiff{.samples = 4, .alpha = 2, .pixels = "\x50\x60\x70\x10"};
  EXPECT_EQ(decoded(tiff.bytes()), written<Picture>({{Colour{0x50, 0x60, 0x70}}}));
}

TEST(Decode, MakesEightBitsOfSixteen) {
  const Picture picture = ramps(16, 20);
  const Map<WideColour> wide = widened(picture, 257);
  EXPECT_EQ(decoded(encoded(".png", wide)), picture);
  EXPECT_EQ(decoded(encoded(".tiff", wide)), picture);
}

TEST(Decode, LooksUpPalettes) {
  const test::HandmadePng png{.width = 4,
                              .height = 1,
                              .bit_depth = 2,
                              .colour_type = 3,
                              .chunks = test::png_chunk("PLTE", {1, 2, 3, 40, 50, 60, 7, 8, 9}),
                              .rows = {"\x18"}};  // 00 01 10 00
  EXPECT_EQ(decoded(png.bytes()),
            written<Picture>({{{1, 2, 3}, {40, 50, 60}, {7, 8, 9}, {1, 2, 3}}}));
}

TEST(Decode, MakesRgbOfCmyk) {
  EXPECT_LE(max_difference(decoded(test::cmyk_jpeg()), Picture::filled({8, 8}, {200, 100, 50})), 3);
}

TEST(Decode, TellsWhatIsNoPictureFile) {
  const TemporaryFolder folder;
  const auto complaint_about = [&](const char* name) {
    return error_of([&] { decode_picture(folder / name); });
  };
  test::write_file(folder / "empty.jpg", "");
  test::write_file(folder / "text.jpg", "this is text\n");
  test::write_file(folder / "moving.gif", "GIF89a........");
  test::write_file(folder / "short.png", "\x89PN");
  EXPECT_THAT(complaint_about("none.jpg"), Tells((folder / "none.jpg").string(), "no such file"));
  EXPECT_THAT(complaint_about("."), Tells("is a folder"));
  EXPECT_THAT(complaint_about("empty.jpg"), Tells("empty.jpg", "the file is empty"));
  EXPECT_THAT(complaint_about("text.jpg"),
              Tells("text.jpg", "neither JPEG, PNG, WebP, BMP nor TIFF"));
  EXPECT_THAT(complaint_about("moving.gif"), Tells("moving.gif", "a GIF picture"));
  EXPECT_THAT(complaint_about("short.png"), Tells("short.png", "neither JPEG"));
  EXPECT_THAT(complaint_about("short.png/a"), Tells("short.png/a"));
  EXPECT_THAT(error_of([] { decode_picture("/dev/null"); }),
              Tells("/dev/null", "not a regular file"));
}

TEST(Decode, TellsWhatAFileIsThatItCannotRead) {
  const std::string heic(
      "\0\0\0\x18"
      "ftypheic\0\0\0\0mif1heic",
      24);
  const std::string avif(
      "\0\0\0\x18"
      "ftypavif\0\0\0\0mif1avif",
      24);
  const bool has_heif = has_picture_extension("a.heic");
  EXPECT_THAT(complaint(heic), has_heif
                                   ? Tells("broken")
                                   : Tells("a HEIC picture (iPhone): convert it to JPEG first"));
  EXPECT_THAT(complaint(avif), has_heif ? Tells("broken") : Tells("an AVIF picture"));
  EXPECT_THAT(complaint("<!DOCTYPE html><html><body>404</body></html>"), Tells("a web page"));
  EXPECT_THAT(complaint("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"),
              Tells("git-lfs pointer", "git lfs pull"));
  EXPECT_THAT(complaint(std::string("II\x2B\0\x08\0\0\0", 8)), Tells("BigTIFF"));
}

// A TIFF of one grey value a pixel.
std::string grey_tiff(int type, double value) {
  cv::Mat grey(8, 9, type, cv::Scalar(value));
  std::vector<uint8_t> bytes;
  cv::imencode(".tiff", grey, bytes);
  return {bytes.begin(), bytes.end()};
}

TEST(Decode, NamesTheKindsOfTiffThatItCannotRead) {
  EXPECT_THAT(complaint(grey_tiff(CV_32F, 0.5)), Tells("a TIFF of 32-bit floating-point numbers"));
  EXPECT_THAT(complaint(grey_tiff(CV_64F, 0.5)), Tells("a TIFF of 64-bit floating-point numbers"));
}

TEST(Decode, NotesThatTheUpperBitsAreEmpty) {
  std::vector<std::string> notes;
  const NoteListener listener([&](const std::string& text) { notes.push_back(text); });
  const auto dark = mapped<Picture>(ramps(16, 20), [](Colour colour) {
    for (uint8_t& level : colour) level = static_cast<uint8_t>(level / 20);
    return colour;
  });
  for (const char* extension : {".png", ".tiff"}) {
    notes.clear();
    decoded(encoded(extension, widened(ramps(16, 20), 16)), "a");
    EXPECT_THAT(notes, testing::ElementsAre(Tells("/a: ", "16 bits", "12 bits"))) << extension;
    notes.clear();
    decoded(encoded(extension, widened(ramps(16, 20), 256)));
    decoded(encoded(extension, dark));
    EXPECT_THAT(notes, testing::IsEmpty()) << extension;
  }
}

TEST(Decode, RefusesAFileThatIsCutOffAnywhere) {
  const Picture picture = ramps(24, 37);
  const std::map<std::string, std::string> files = {
      {"JPEG", encoded(".jpg", picture)},
      {"progressive JPEG", encoded(".jpg", picture, {2, 1})},
      {"PNG", encoded(".png", picture)},
      {"WebP", test::lossless_webp(picture)},
      {"lossy WebP", encoded(".webp", picture, {64, 80})},
      {"BMP", encoded(".bmp", picture)},
      {"TIFF", encoded(".tiff", picture)},
      {"TIFF with its directory in front", test::handmade_tiff(picture, 1, true)},
  };
  for (const auto& [format, bytes] : files)
    for (std::size_t length = 16; length < bytes.size(); length += 1 + bytes.size() / 64)
      EXPECT_THAT(complaint(bytes.substr(0, length)),
                  testing::AnyOf(Tells("truncated"), Tells("broken")))
          << format << " cut to " << length << " of " << bytes.size();
}

TEST(Decode, IsNotFooledByTheEndMarkerOfAThumbnail) {
  const std::string jpeg = encoded(".jpg", ramps(24, 37));
  const std::string with_thumbnail = test::with_exif_in_jpeg(jpeg, test::exif(1) + jpeg);
  EXPECT_EQ(decoded(with_thumbnail).width(), 37);
  EXPECT_THAT(complaint(with_thumbnail.substr(0, with_thumbnail.size() - 2)), Tells("truncated"));
}

TEST(Decode, TakesBytesBehindTheEndOfAPicture) {
  EXPECT_EQ(decoded(encoded(".jpg", ramps(24, 37)) + "more").width(), 37);
  EXPECT_EQ(decoded(encoded(".png", ramps(24, 37)) + "more").width(), 37);
}

TEST(Decode, RefusesDamagedPixelsThatAChecksumTells) {
  std::string png = encoded(".png", ramps(24, 37));
  png[png.size() / 2] ^= 0x10;
  EXPECT_THAT(complaint(png), Tells("broken PNG"));
}

// Without libheif it is refused, as TellsWhatAFileIsThatItCannotRead has it.
TEST(Decode, ReadsAvifWhereThereIsLibheif) {
  const std::string avif = test::red_and_blue_avif();
  if (!has_picture_extension("a.avif")) {
    EXPECT_THAT(complaint(avif), Tells("an AVIF picture: convert it to JPEG first"));
    return;
  }
  const auto red = Picture::filled({16, 7}, {200, 40, 40}),
             blue = Picture::filled({16, 7}, {40, 40, 200});
  const Picture picture = decoded(avif);
  EXPECT_LE(max_difference(test::part(picture, 0, 16, 0, 7), red), 12);
  EXPECT_LE(max_difference(test::part(picture, 0, 16, 9, 16), blue), 12);
  for (const std::size_t length : {20, 100, 200, 301})
    EXPECT_THAT(complaint(avif.substr(0, length)), Tells("broken")) << length;
  EXPECT_THAT(error_of([&] {
                const TemporaryFolder folder;
                test::write_file(folder / "a.avif", avif);
                decode_picture(folder / "a.avif", [](int64_t height, int64_t width) {
                  EXPECT_EQ(height, 16);
                  EXPECT_EQ(width, 16);
                  throw Error("not now");
                });
              }),
              Tells("a.avif", "not now"));
}

TEST(Decode, RefusesAnAnimatedWebP) {
  const Picture picture = ramps(8, 8);
  std::string webp = test::with_exif_in_webp(test::lossless_webp(picture), "", 8, 8);
  webp[20] = 0x02;  // the flags of VP8X
  EXPECT_THAT(complaint(webp), Tells("animated WebP"));
}

void overwrite(std::string& bytes, std::size_t where, const std::string& with) {
  std::copy(with.begin(), with.end(), bytes.begin() + static_cast<std::ptrdiff_t>(where));
}

// A few bytes that promise a picture of 40000 x 30000 pixels must not make anyone allocate them.
TEST(Decode, RefusesMorePixelsThanAPhotographHas) {
  const auto tells_limit = Tells("40000 x 30000", "limit is 200 megapixels");

  const test::HandmadePng png{.width = 40000, .height = 30000, .rows = {"x"}};
  EXPECT_THAT(complaint(png.bytes()), tells_limit);

  std::string jpeg = encoded(".jpg", ramps(8, 8));
  const std::size_t frame = jpeg.find("\xFF\xC0");
  overwrite(jpeg, frame + 5, "\x75\x30\x9C\x40");
  EXPECT_THAT(complaint(jpeg), tells_limit);

  std::string bmp = encoded(".bmp", ramps(8, 8));
  overwrite(bmp, 18, std::string("\x40\x9C\0\0\x30\x75\0\0", 8));
  EXPECT_THAT(complaint(bmp), tells_limit);

  std::string tiff = test::handmade_tiff(ramps(8, 8), 1, true);
  overwrite(tiff, 18, "\x9C\x40");  // first entry: width
  overwrite(tiff, 30, "\x75\x30");  // second: height
  EXPECT_THAT(complaint(tiff), tells_limit);

  std::string webp = test::lossless_webp(ramps(8, 8));
  overwrite(webp, 21, "\xFF\xFF\xFF\x0F");  // width - 1 and height - 1, 14 bits each: all it can be
  EXPECT_THAT(complaint(webp), Tells("16384 x 16384", "limit is 200 megapixels"));
}

TEST(Decode, RefusesAPictureWithoutPixels) {
  const test::HandmadePng png{.width = 0, .height = 5, .rows = {}};
  EXPECT_THAT(complaint(png.bytes()), Tells("broken PNG"));
  std::string bmp = encoded(".bmp", ramps(8, 8));
  overwrite(bmp, 18, std::string(4, '\0'));
  EXPECT_THAT(complaint(bmp), Tells("0 x 8"));
}

TEST(Decode, OfMemoryTellsWhatIsWrongWithoutAName) {
  const auto complaint_of = [](const std::string& bytes) {
    return error_of([&] { decode_picture(std::as_bytes(std::span(bytes))); });
  };
  EXPECT_THAT(complaint_of(""), Tells("neither JPEG, PNG"));
  EXPECT_THAT(complaint_of("no picture"), Tells("neither JPEG, PNG"));
  EXPECT_THAT(complaint_of(encoded(".png", ramps(24, 37)).substr(0, 80)), Tells("PNG"));
  EXPECT_EQ(complaint_of(""), error_of([] { decode_picture(std::span<const std::byte>()); }));
}

TEST(Decode, RunsInManyThreadsAtOnce) {
  const TemporaryFolder folder;
  const std::vector<const char*> extensions = {".jpg", ".png", ".webp", ".bmp", ".tiff"};
  const Picture picture = ramps(60, 80);
  for (const char* extension : extensions)
    test::write_file(folder / (std::string("p") + extension), encoded(extension, picture));
  std::atomic<int> wrong = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&] {
      for (int round = 0; round < 20; ++round)
        for (const char* extension : extensions)
          wrong +=
              max_difference(decode_picture(folder / (std::string("p") + extension)), picture) > 24;
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
}

TEST(HasPictureExtension, KnowsTheUsualOnesInAnyCase) {
  for (const char* name : {"a.jpg", "b/c.JPEG", "d.Png", "e.webp", "f.bmp", "g.tif", "h.TIFF"})
    EXPECT_TRUE(has_picture_extension(name)) << name;
  for (const char* name : {"a.txt", "jpg", ".png", "a.png.txt", "a", "", "a.jpg2"})
    EXPECT_FALSE(has_picture_extension(name)) << name;
}

}  // namespace
}  // namespace panet
