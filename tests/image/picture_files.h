#pragma once

#include <torch/types.h>

#include <string>
#include <vector>

namespace panet::test {

// Pictures and the bytes of files that hold them, made by formula or by hand, as tests of the
// readers need them.

// H x W x 3 uint8 with smooth ramps: lossy formats keep it nearly as it is.
torch::Tensor ramps(int64_t height, int64_t width);

// 32 x 48: six squares of 16 x 16 in six colours, which a JPEG keeps but for their edges; every
// turning of it differs.
torch::Tensor six_squares();

// A file by OpenCV's encoders. picture: H x W x C uint8 or int32 (16-bit samples); RGB(A) where C
// is 3 or 4.
std::string encoded(const std::string& extension, const torch::Tensor& picture,
                    const std::vector<int>& options = {});
std::string lossless_webp(const torch::Tensor& picture);

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
std::string handmade_tiff(const torch::Tensor& picture, int orientation, bool big_endian);

// A CMYK JPEG of 8 x 8 equal pixels, about (200, 100, 50) in RGB.
std::string cmyk_jpeg();

}  // namespace panet::test
