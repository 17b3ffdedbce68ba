#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "image/png.h"
#include "maps.h"
#include "panet/base/error.h"
#include "panet/image/decode.h"
#include "picture_files.h"
#include "support.h"

namespace panet {
namespace {

using test::encoded;
using test::ramps;

// A few bytes overwritten, cut out or doubled.
std::string mutated(std::string bytes, std::mt19937& random) {
  const auto below = [&random](std::size_t limit) { return random() % limit; };
  for (std::size_t changes = 1 + below(6); changes > 0; --changes) {
    const std::size_t where = below(bytes.size());
    switch (below(6)) {
      case 0:
        bytes.erase(where, 1 + below(8));
        break;
      case 1:
        bytes.insert(where, bytes.substr(where, 1 + below(16)));
        break;
      case 2:  // headers are where the interesting bytes are
        bytes[below(std::min<std::size_t>(bytes.size(), 64))] = static_cast<char>(random());
        break;
      default:
        bytes[where] = static_cast<char>(random());
    }
    if (bytes.empty()) return "x";
  }
  return bytes;
}

// Reads the file in every way; each gives a result or a panet::Error, nothing else.
void read_somehow(const std::filesystem::path& path) {
  const auto attempt = [](auto read) {
    try {
      read();
    } catch (const Error&) {
    }
  };
  attempt([&] {
    const Picture picture = decode_picture(path);
    EXPECT_FALSE(picture.empty());
    EXPECT_EQ(picture.copy(), picture);  // every pixel can be read
  });
  attempt([&] {
    const Png png = read_png(path);
    EXPECT_EQ(png.colours.copy(), png.colours);
  });
  attempt([&] { read_png_text(path); });
}

TEST(DecodeRobustness, DamagedFilesGiveAPictureOrAnError) {
  const Picture picture = ramps(16, 24);
  const Map<uint8_t> grey = test::channel(picture, 0);
  const auto wide =
      mapped<Map<uint16_t>>(grey, [](uint8_t level) { return static_cast<uint16_t>(level * 200); });
  const std::string palette =
      test::png_chunk("PLTE", std::string(48, 'p')) + test::png_chunk("tRNS", "abc") +
      test::png_chunk("zTXt", std::string("key\0\0", 5) + test::deflated("text"));
  const test::HandmadePng index_png{.width = 6,
                                    .height = 2,
                                    .bit_depth = 4,
                                    .colour_type = 3,
                                    .chunks = palette,
                                    .rows = {"abc", "def"}};
  const std::vector<std::string> files = {
      encoded(".jpg", picture),
      encoded(".jpg", picture, {2, 1}),
      test::with_exif_in_jpeg(encoded(".jpg", grey), test::exif(6)),
      test::cmyk_jpeg(),
      encoded(".png", picture),
      encoded(".png", wide),
      index_png.bytes(),
      test::lossless_webp(picture),
      encoded(".webp", picture, {64, 80}),
      test::with_exif_in_webp(test::lossless_webp(picture), test::exif(3), 16, 24),
      encoded(".tiff", picture),
      encoded(".tiff", wide),
      test::handmade_tiff(picture, 7, false),
      encoded(".bmp", picture),
      encoded(".bmp", grey),
  };
  const test::TemporaryFolder folder;
  std::mt19937 random(20190810);
  for (int round = 0; round < 80; ++round)
    for (std::size_t i = 0; i < files.size(); ++i) {
      SCOPED_TRACE(testing::Message() << "file " << i << ", round " << round);
      test::write_file(folder / "damaged", mutated(files[i], random));
      read_somehow(folder / "damaged");
    }
}

}  // namespace
}  // namespace panet
