#include <utility>
#include <vector>

#include "image/exif.h"
#include "image/jpeg_errors.h"
#include "image/oriented_rows.h"
#include "image/picture_reader.h"

namespace panet {
namespace {

constexpr int kExifMarker = JPEG_APP0 + 1;

// Every scan of a JPEG costs a pass over all blocks of 8 x 8 pixels, though it may change none of
// them and take a few bytes. Encoders make about ten, of which most may say nothing where a picture
// is of one colour; more of them have to bring some data.
uint64_t most_scans(uint64_t bytes, uint64_t height, uint64_t width) {
  constexpr uint64_t kFreeScans = 32, kBlocksPerByte = 64;
  const uint64_t blocks = ((height + 7) / 8) * ((width + 7) / 8);
  return kFreeScans + kBlocksPerByte * bytes / blocks;
}

struct ScanLimit : jpeg_progress_mgr {
  uint64_t most = 0;
};

void count_scans(j_common_ptr jpeg) {
  const int scan = reinterpret_cast<j_decompress_ptr>(jpeg)->input_scan_number;
  if (static_cast<uint64_t>(scan) > static_cast<const ScanLimit*>(jpeg->progress)->most)
    static_cast<JpegErrors*>(jpeg->err)->leave("it has too many scans that hold next to nothing");
}

// As programs of Adobe's store inks: 255 where there is none.
Colour colour_of(const JSAMPLE* inks) {
  const int black = inks[3];
  const auto shade = [black](int ink) {
    return static_cast<uint8_t>(black - ((255 - ink) * black >> 8));
  };
  return {shade(inks[0]), shade(inks[1]), shade(inks[2])};
}

class JpegReader {
 public:
  // Reads what stands before the pixels.
  explicit JpegReader(ByteView file) {
    jpeg_.err = &errors_;
    call([&, this] {
      jpeg_create_decompress(&jpeg_);
      jpeg_mem_src(&jpeg_, file.data(), static_cast<unsigned long>(file.size()));
      jpeg_save_markers(&jpeg_, kExifMarker, 0xFFFF);
      jpeg_read_header(&jpeg_, TRUE);
    });
    limit_.progress_monitor = count_scans;
    limit_.most = most_scans(file.size(), jpeg_.image_height, jpeg_.image_width);
    jpeg_.progress = &limit_;
    // Hardly any program writes them, and where their data end cannot be told.
    if (jpeg_.arith_code) throw Error("a JPEG with arithmetic coding: save it as a usual JPEG");
  }

  int64_t height() const { return jpeg_.image_height; }
  int64_t width() const { return jpeg_.image_width; }

  int orientation() const {
    for (auto marker = jpeg_.marker_list; marker != nullptr; marker = marker->next) {
      const ByteView segment({marker->data, marker->data_length});
      if (marker->marker == kExifMarker && segment.matches(0, kExifPrefix))
        return exif_orientation(segment.behind(kExifPrefix.size()));
    }
    return 1;
  }

  // Reads to the file's end marker.
  Picture picture() {
    const bool has_inks = jpeg_.num_components == 4;
    jpeg_.out_color_space = has_inks ? JCS_CMYK : JCS_RGB;
    call([this] { jpeg_start_decompress(&jpeg_); });
    OrientedRows rows(height(), width(), orientation());
    has_inks ? read_inks(rows) : read_rgb(rows);
    call([this] { jpeg_finish_decompress(&jpeg_); });
    return std::move(rows).picture();
  }

 private:
  // What libjpeg allocated.
  struct Handle : jpeg_decompress_struct {
    Handle() : jpeg_decompress_struct() {}
    ~Handle() { jpeg_destroy_decompress(this); }
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;
  };

  template <typename Action>
  void call(Action action) {
    if (!guarded(errors_.escape, action)) errors_.raise();
  }

  void read_rgb(OrientedRows& rows) {
    call([&, this] {
      while (jpeg_.output_scanline < jpeg_.output_height) {
        auto* row = reinterpret_cast<JSAMPROW>(rows.next().data());
        jpeg_read_scanlines(&jpeg_, &row, 1);
      }
    });
  }

  void read_inks(OrientedRows& rows) {
    std::vector<JSAMPLE> inks(4 * static_cast<std::size_t>(jpeg_.output_width));
    call([&, this] {
      while (jpeg_.output_scanline < jpeg_.output_height) {
        JSAMPROW row = inks.data();
        jpeg_read_scanlines(&jpeg_, &row, 1);
        for (Colour& colour : rows.next()) {
          colour = colour_of(row);
          row += 4;
        }
      }
    });
  }

  JpegErrors errors_;
  ScanLimit limit_{};
  Handle jpeg_;
};

}  // namespace

Decoded read_jpeg(ByteView file, const Admission& admit) {
  JpegReader reader(file);
  admit(reader.height(), reader.width());
  return {.pixels = reader.picture()};
}

}  // namespace panet
