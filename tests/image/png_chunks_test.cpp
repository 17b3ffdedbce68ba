#include <fmt/format.h>

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "image/png.h"
#include "panet/image/decode.h"
#include "peak_memory.h"
#include "picture_files.h"
#include "support.h"

namespace panet {
namespace {

using namespace std::string_literals;
using test::error_of;
using test::extra_megabytes;
using test::HandmadePng;
using test::png_chunk;
using test::seconds_of;
using test::Tells;
using test::TemporaryFolder;

// Every way in which a PNG is read.
using Reader = std::function<void(const std::filesystem::path&)>;
const std::vector<Reader> readers = {
    [](const auto& path) { decode_picture(path); },
    [](const auto& path) { read_png(path); },
    [](const auto& path) {
      const std::string bytes = test::read_file(path);
      read_png(std::as_bytes(std::span(bytes)), "bytes");
    },
    [](const auto& path) { read_png_text(path); },
};

constexpr double most_megabytes = 50, most_seconds = 2;

HandmadePng one_pixel(const std::string& chunks) {
  return {.width = 1, .height = 1, .chunks = chunks, .rows = {"x"}};
}

// A file that ends within a chunk of `type` whose head promises so many bytes.
std::string cut_in_chunk(const std::string& type, uint32_t promised) {
  const std::string whole = one_pixel("").bytes();
  return whole.substr(0, whole.find("IDAT") - 4) + test::big_endian32(promised) + type + "abc";
}

TEST(PngChunks, AChunkThatGoesBeyondTheEndIsNoReasonToMakeRoomForIt) {
  const TemporaryFolder folder;
  for (const std::string type : {"tEXt", "zTXt", "iTXt", "iCCP", "sPLT", "eXIf", "PLTE", "tRNS",
                                 "hIST", "abCd", "ABCD", "IEND", "IHDR"}) {
    test::write_file(folder / "a.png", cut_in_chunk(type, 0x7FFFFFFF));
    for (const Reader& read : readers) {
      std::string complaint;
      EXPECT_LT(extra_megabytes([&] { complaint = error_of([&] { read(folder / "a.png"); }); }),
                most_megabytes)
          << type;
      EXPECT_THAT(complaint, Tells("broken PNG: truncated")) << type;
    }
  }
}

TEST(PngChunks, PixelsThatGoBeyondTheEndAreRefusedBeforeThereIsRoomForThem) {
  const TemporaryFolder folder;
  std::string bytes = test::encoded(".png", Map<uint8_t>(10000, 10000));
  test::write_file(folder / "a.png", bytes.substr(0, bytes.size() - 20));
  for (std::size_t i = 0; i < 2; ++i) {
    std::string complaint;
    EXPECT_LT(extra_megabytes([&] { complaint = error_of([&] { readers[i](folder / "a.png"); }); }),
              most_megabytes);
    EXPECT_THAT(complaint, Tells("truncated"));
  }
}

TEST(PngChunks, TextsThatUnpackToGigabytesAreNotUnpacked) {
  const std::string zeros = test::deflated_zeros(1000, 7999);  // 8 MB, as much as libpng allows
  const std::string small_zeros = test::deflated_zeros(100, 9999);
  for (const auto& [type, head, packed] : {std::tuple{"zTXt"s, "k\0\0"s, zeros},
                                           {"iTXt"s, "k\0\1\0\0\0"s, zeros},
                                           {"zTXt"s, "k\0\0"s, small_zeros},
                                           {"iCCP"s, "k\0\0"s, zeros}}) {
    std::string chunks;
    for (int i = 0; i < 900; ++i) chunks += png_chunk(type, std::to_string(i) + head + packed);
    const TemporaryFolder folder;
    test::write_file(folder / "a.png", one_pixel(chunks).bytes());
    for (const Reader& read : readers) {
      double seconds = 0;
      EXPECT_LT(extra_megabytes([&] { seconds = seconds_of([&] { read(folder / "a.png"); }); }),
                most_megabytes)
          << type;
      EXPECT_LT(seconds, most_seconds) << type;
    }
  }
}

TEST(PngChunks, WhatIsOfNoUseIsPassedOverWhateverItsSize) {
  const std::string large(9 << 20, 'x');
  const TemporaryFolder folder;
  test::write_file(folder / "a.png",
                   one_pixel(png_chunk("tEXt", "k\0"s + large) + png_chunk("abCd", large)).bytes());
  EXPECT_EQ(decode_picture(folder / "a.png").at(0, 0)[0], 'x');
  EXPECT_EQ(read_png(folder / "a.png").labels.at(0, 0), 'x');
  EXPECT_TRUE(read_png_text(folder / "a.png").empty());
}

TEST(PngChunks, WhatIsOfUseHasALimit) {
  const TemporaryFolder folder;
  test::write_file(folder / "a.png",
                   one_pixel(png_chunk("eXIf", std::string((8 << 20) + 1, 'x'))).bytes());
  EXPECT_THAT(error_of([&] { decode_picture(folder / "a.png"); }),
              Tells("a.png", "broken PNG", "8388609 bytes", "eXIf"));
}

TEST(PngChunks, TheFirstSixteenTextsAreRead) {
  std::string chunks;
  for (int i = 0; i < 20; ++i) chunks += png_chunk("tEXt", fmt::format("k{}{}v", i, '\0'));
  const TemporaryFolder folder;
  test::write_file(folder / "a.png", one_pixel(chunks).bytes());
  const Text text = read_png_text(folder / "a.png");
  EXPECT_EQ(text.size(), 16u);
  EXPECT_EQ(text.at("k15"), "v");
}

TEST(PngChunks, OneThatMustNotBePassedOverIsRefused) {
  const TemporaryFolder folder;
  test::write_file(folder / "a.png", one_pixel(png_chunk("CgBI", "1234")).bytes());
  EXPECT_THAT(error_of([&] { read_png(folder / "a.png"); }), Tells("broken PNG", "CgBI"));
  test::write_file(folder / "a.png", one_pixel(png_chunk("ab\n ", "1234")).bytes());
  EXPECT_THAT(error_of([&] { read_png(folder / "a.png"); }), Tells("broken PNG", "name"));
}

TEST(PngChunks, TheFirstExifCounts) {
  HandmadePng file{.width = 1, .height = 2, .rows = {"a", "b"}};
  file.chunks = png_chunk("eXIf", test::exif(3)) + png_chunk("eXIf", test::exif(1));
  const TemporaryFolder folder;
  test::write_file(folder / "a.png", file.bytes());
  EXPECT_EQ(decode_picture(folder / "a.png").at(0, 0)[0], 'b');
}

// Millions of heads take no longer than to read them.
TEST(PngChunks, AFileOfEmptyChunksIsReadInATimeThatItsSizeTells) {
  std::string chunks;
  const std::string empty = png_chunk("abCd", "");
  for (int i = 0; i < 1'000'000; ++i) chunks += empty;
  const TemporaryFolder folder;
  test::write_file(folder / "a.png", one_pixel(chunks).bytes());
  EXPECT_LT(seconds_of([&] { decode_picture(folder / "a.png"); }), most_seconds);
}

}  // namespace
}  // namespace panet
