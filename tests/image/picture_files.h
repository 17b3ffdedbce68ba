#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "panet/image/map.h"

namespace panet::test {

// Pictures and the bytes of files that hold them, made by formula or by hand, as tests of the
// readers need them.

// Smooth ramps: lossy formats keep them nearly as they are.
Picture ramps(int64_t height, int64_t width);

// 32 x 48: six squares of 16 x 16 in six colours, which a JPEG keeps but for their edges; every
// turning of it differs.
Picture six_squares();

using WideColour = std::array<uint16_t, 3>;

// A file by OpenCV's encoders: grey of 8 or 16 bits, Colour, WideColour, or four bytes with alpha.
template <typename Value>
std::string encoded(const std::string& extension, const Map<Value>& picture,
                    const std::vector<int>& options = {});
std::string lossless_webp(const Picture& picture);

// EXIF that tells nothing but the orientation.
std::string exif(int orientation);
std::string with_exif_in_jpeg(const std::string& jpeg, const std::string& exif);
std::string with_exif_in_webp(const std::string& webp, const std::string& exif, int64_t height,
                              int64_t width);

// Chunks of a PNG; a whole one is "\x89PNG..." (png_signature), IHDR, ..., IDAT, ..., IEND.
std::string png_chunk(const std::string& type, const std::string& content);
std::string big_endian32(uint32_t value);
std::string deflated(const std::string& bytes);  // as zlib's format has it, without compressing

// Zeros by the million from a few kilobytes: the compressed rows of a black PNG, height x (1 +
// width) bytes.
std::string deflated_zeros(int64_t height, int64_t width);

struct HandmadePng {
  uint32_t width = 0, height = 0;
  int bit_depth = 8, colour_type = 0;  // 0 grey, 2 RGB, 3 palette, 4 grey + alpha, 6 RGBA
  bool interlaced = false;
  std::string chunks = {};  // between IHDR and IDAT
  std::vector<std::string> rows =
      {};                        // packed samples as they go into the file, without filter bytes
  std::string late_chunks = {};  // between IDAT and IEND
  std::string bytes() const;
};

// An uncompressed RGB TIFF in one strip.
std::string handmade_tiff(const Picture& picture, int orientation, bool big_endian);

// A little-endian TIFF that says what it likes of itself.
struct HandmadeTiff {
  uint32_t width = 1, height = 1;
  uint32_t bits = 8, samples = 1, packing = 1;
  uint32_t tile = 0;   // its side; 0: one strip
  uint32_t alpha = 0;  // kind of the last sample: 2 means that it does not darken the others yet
  std::string pixels = "p";
  std::string bytes() const;
};

// A grey JPEG with the tables for blocks of one shade. data: of its only scan
std::string handmade_jpeg(uint32_t height, uint32_t width, const std::string& data);

// A progressive one: after the first scan, `passes` more that change no block.
std::string jpeg_of_empty_scans(uint32_t height, uint32_t width, int passes);

// A BMP with a header of 40 bytes, or of 12 (OS/2's). rows: as they stand in the file
struct HandmadeBmp {
  int32_t width = 1, height = 1;  // a negative height: the first row is the uppermost
  int bits = 24, packing = 0;
  bool is_core = false;
  std::string palette = {};
  std::string rows = {};
  std::string bytes() const;
};

// A CMYK JPEG of 8 x 8 equal pixels, about (200, 100, 50) in RGB.
std::string cmyk_jpeg();

// An AVIF of 16 x 16 pixels: the left half about (200, 40, 40), the right one (40, 40, 200).
std::string red_and_blue_avif();

}  // namespace panet::test
