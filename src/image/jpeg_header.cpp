#include <fmt/format.h>

#include <utility>

#include "exif.h"
#include "picture_header.h"

namespace panet {
namespace {

// Second bytes of markers; the first is always 0xFF.
constexpr int start_of_image = 0xD8, end_of_image = 0xD9, start_of_scan = 0xDA, app1 = 0xE1,
              temporary = 0x01;

// SOF0 to SOF15 but for three other markers that stand among them: DHT, JPG, DAC.
bool is_start_of_frame(int marker) {
  return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

// Goes from marker to marker: over a segment by its length, over a scan's data to the 0xFF that
// ends it. Bytes that only look like a marker, in an EXIF thumbnail for example, are thus never
// taken for one.
class MarkerWalk {
 public:
  explicit MarkerWalk(ByteView file) : file_(file) {}

  // The next marker; its segment, where it has one, comes after it. FF 00 is a data byte of a scan,
  // FF FF is padding, and stray bytes between segments are passed over, as decoders do.
  int next() {
    int marker = 0;
    do {
      position_ = file_.find(0xFF, position_) + 1;
      marker = file_.u8(position_);
    } while (marker == 0x00 || marker == 0xFF);
    ++position_;
    return marker;
  }

  // The segment's content without its length; moves behind it.
  ByteView segment() {
    const uint64_t length = file_.u16(position_);
    if (length < 2) throw Error(fmt::format("broken JPEG: a segment of length {}", length));
    const ByteView content = file_.part(position_ + 2, length - 2);
    position_ += length;
    return content;
  }

 private:
  ByteView file_;
  uint64_t position_ = 0;
};

void read_frame(ByteView frame, PictureHeader& header) {
  header.height = frame.u16(1);
  header.width = frame.u16(3);
}

// Markers without a segment. Restart markers stand within a scan's data.
bool stands_alone(int marker) {
  return marker == start_of_image || marker == temporary || (marker >= 0xD0 && marker <= 0xD7);
}

ByteView without_prefix(ByteView exif) {
  return exif.part(exif_prefix.size(), exif.size() - exif_prefix.size());
}

}  // namespace

PictureHeader jpeg_header(ByteView file) {
  PictureHeader header;
  bool has_frame = false, has_exif = false, has_scan = false;
  MarkerWalk walk(file);
  for (int marker = walk.next(); marker != end_of_image; marker = walk.next()) {
    if (stands_alone(marker)) continue;
    const ByteView segment = walk.segment();
    if (is_start_of_frame(marker) && !std::exchange(has_frame, true)) read_frame(segment, header);
    if (marker == app1 && segment.matches(0, exif_prefix) && !std::exchange(has_exif, true))
      header.orientation = exif_orientation(without_prefix(segment));
    if (marker == start_of_scan) has_scan = true;
  }
  if (!has_frame || !has_scan) throw Error("broken JPEG: it holds no picture");
  return header;
}

}  // namespace panet
