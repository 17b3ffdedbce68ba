#pragma once

#include <png.h>
#include <torch/types.h>

#include <array>
#include <istream>

#include "panet/image/map.h"
#include "panet/image/png.h"
#include "png_chunks.h"
#include "png_guard.h"

namespace panet {

using Rgba = std::array<uint8_t, 4>;

// One PNG read by libpng. The file is untrusted: panet::Error (no file name yet) for what is wrong
// with it.
class PngReader {
 public:
  // Reads what stands before the pixels. `source` must outlive the reader.
  explicit PngReader(std::istream& source, PngContent content = PngContent::kPixels);
  PngReader(const PngReader&) = delete;
  PngReader& operator=(const PngReader&) = delete;

  int64_t height() const { return height_; }
  int64_t width() const { return width_; }
  int bit_depth() const { return bit_depth_; }
  bool has_palette() const { return colour_type_ == PNG_COLOR_TYPE_PALETTE; }
  bool is_grey() const {
    return colour_type_ == PNG_COLOR_TYPE_GRAY || colour_type_ == PNG_COLOR_TYPE_GRAY_ALPHA;
  }
  int orientation() const;  // as EXIF tells it; 1 where it does not
  Text text() const;        // of kText; UTF-8

  // 256 colours, RGBA; black behind the end of the file's palette.
  std::array<Rgba, 256> palette() const;
  // The one grey value that is transparent; -1 where there is none.
  int transparent_grey() const;

  // The pixels, in one of three forms; one call per reader. Everything to the end of the file is
  // read and checked.
  Picture rgb();
  torch::Tensor rgba();     // H x W x 4 uint8
  torch::Tensor samples();  // H x W x C uint8: indices or values as they are stored; H x W x 2C
                            // where those have 16 bit, the higher byte first

 private:
  // Calls libpng as guarded() asks; panet::Error where it fails.
  template <typename Action>
  void call(Action action);
  int64_t row_bytes();  // once the form is chosen
  void read_rows(uint8_t* pixels, int64_t stride);
  torch::Tensor read_samples();  // H x W x C uint8, or x 2C where samples have two bytes

  // What libpng allocated.
  struct Handles {
    png_structp png = nullptr;
    png_infop info = nullptr;
    ~Handles() { png_destroy_read_struct(&png, &info, nullptr); }
  };

  PngChunks chunks_;
  PngMessage message_{};
  Handles handles_;
  int64_t height_ = 0, width_ = 0;
  int bit_depth_ = 0, colour_type_ = 0;
};

}  // namespace panet
