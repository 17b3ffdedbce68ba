#include "image/jpeg_writer.h"

#include <fmt/format.h>

#include <array>
#include <new>
#include <utility>

#include "image/jpeg_errors.h"
#include "panet/base/error.h"

namespace panet {
namespace {

// Where libjpeg writes to: a block, which is appended when it is full.
class Destination : public jpeg_destination_mgr {
 public:
  Destination() : jpeg_destination_mgr() {
    init_destination = [](j_compress_ptr jpeg) { of(jpeg).begin_block(); };
    empty_output_buffer = [](j_compress_ptr jpeg) { return of(jpeg).append(jpeg, kBlock); };
    term_destination = [](j_compress_ptr jpeg) {
      of(jpeg).append(jpeg, kBlock - jpeg->dest->free_in_buffer);
    };
  }

  std::string taken() { return std::move(bytes_); }

 private:
  static constexpr std::size_t kBlock = 65536;

  static Destination& of(j_compress_ptr jpeg) { return static_cast<Destination&>(*jpeg->dest); }

  void begin_block() {
    next_output_byte = block_.data();
    free_in_buffer = kBlock;
  }

  boolean append(j_compress_ptr jpeg, std::size_t count) {
    bool is_appended = true;
    try {
      bytes_.append(reinterpret_cast<const char*>(block_.data()), count);
    } catch (const std::bad_alloc&) {  // must not travel through libjpeg
      is_appended = false;
    }
    if (!is_appended) static_cast<JpegErrors&>(*jpeg->err).leave("out of memory");
    begin_block();
    return TRUE;
  }

  std::string bytes_;
  std::array<JOCTET, kBlock> block_;
};

struct Handle : jpeg_compress_struct {
  Handle() : jpeg_compress_struct() {}
  ~Handle() { jpeg_destroy_compress(this); }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
};

void set_head(jpeg_compress_struct& jpeg, int64_t height, int64_t width, int quality) {
  jpeg.image_height = static_cast<JDIMENSION>(height);
  jpeg.image_width = static_cast<JDIMENSION>(width);
  jpeg.input_components = 3;
  jpeg.in_color_space = JCS_RGB;
  jpeg_set_defaults(&jpeg);
  jpeg_set_quality(&jpeg, quality, TRUE);
}

}  // namespace

std::string rgb_jpeg(std::span<const Colour> pixels, int64_t width, int quality) {
  JpegErrors errors;
  Destination destination;
  Handle jpeg;
  jpeg.err = &errors;
  const bool is_written = guarded(errors.escape, [&] {
    jpeg_create_compress(&jpeg);
    jpeg.dest = &destination;
    set_head(jpeg, static_cast<int64_t>(pixels.size()) / width, width, quality);
    jpeg_start_compress(&jpeg, TRUE);
    // libjpeg takes rows that it could write to, and does not.
    auto* row = reinterpret_cast<JSAMPROW>(const_cast<Colour*>(pixels.data()));
    for (JDIMENSION y = 0; y < jpeg.image_height; ++y, row += width * 3)
      jpeg_write_scanlines(&jpeg, &row, 1);
    jpeg_finish_compress(&jpeg);
  });
  if (!is_written)
    throw Error(fmt::format("cannot be stored as a JPEG: {}", errors.message.data()));
  return destination.taken();
}

}  // namespace panet
