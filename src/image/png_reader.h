#pragma once

#include <png.h>

#include <array>
#include <istream>

#include "image/png.h"
#include "image/png_chunks.h"
#include "image/png_guard.h"
#include "panet/image/map.h"

namespace panet {

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
  int64_t sample_bytes() const;  // that samples() has of each pixel
  int orientation() const;       // as EXIF tells it; 1 where it does not
  Text text() const;             // of kText; UTF-8

  // 256 colours, RGBA; black behind the end of the file's palette.
  std::array<Rgba, 256> palette() const;
  // The one grey value that is transparent; -1 where there is none.
  int transparent_grey() const;

  // The pixels, in one of these forms; one call per reader. Everything to the end of the file is
  // read and checked.
  Picture rgb();
  Map<Rgba> rgba();
  Labels labels();         // indices or grey values as they are stored, where sample_bytes() is 1
  Map<uint8_t> samples();  // the bytes of each row: of each pixel its samples as they are stored,
                           // of 16 bits the higher byte first

 private:
  // Calls libpng as guarded() asks; panet::Error where it fails.
  template <typename Action>
  void call(Action action);
  int64_t row_bytes();  // once the form is chosen
  void keep_samples();
  template <typename To>
  To read_map();  // once the form is chosen; H x W of its values
  void read_rows(uint8_t* pixels, int64_t stride);

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
