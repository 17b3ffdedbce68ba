#include <webp/decode.h>
#include <webp/demux.h>

#include <memory>
#include <new>
#include <utility>

#include "image/exif.h"
#include "image/oriented_rows.h"
#include "image/picture_reader.h"

namespace panet {
namespace {

void check(VP8StatusCode status) {
  switch (status) {
    case VP8_STATUS_OK:
      return;
    case VP8_STATUS_OUT_OF_MEMORY:
      throw std::bad_alloc();
    case VP8_STATUS_NOT_ENOUGH_DATA:
    case VP8_STATUS_SUSPENDED:
      throw ByteView::truncated();
    default:
      throw Error("broken WebP");
  }
}

Picture stored_pixels(ByteView file, int64_t height, int64_t width) {
  auto picture = Picture::uninitialised(height, width);
  WebPDecoderConfig config;
  if (!WebPInitDecoderConfig(&config))
    throw Error("libwebp is of another version than its headers");
  config.output.colorspace = MODE_RGB;
  config.output.is_external_memory = 1;
  config.output.u.RGBA = {.rgba = reinterpret_cast<uint8_t*>(picture.all().data()),
                          .stride = static_cast<int>(width * 3),
                          .size = picture.all().size_bytes()};
  check(WebPDecode(file.data(), file.size(), &config));
  return picture;
}

int orientation_in(ByteView file) {
  const WebPData data = {.bytes = file.data(), .size = file.size()};
  const std::unique_ptr<WebPDemuxer, void (*)(WebPDemuxer*)> chunks(WebPDemux(&data),
                                                                    WebPDemuxDelete);
  WebPChunkIterator found;
  if (!chunks || !WebPDemuxGetChunk(chunks.get(), "EXIF", 1, &found)) return 1;
  const ByteView exif({found.chunk.bytes, found.chunk.size});
  WebPDemuxReleaseChunkIterator(&found);  // the bytes are the file's
  return exif_orientation(exif.matches(0, kExifPrefix) ? exif.behind(kExifPrefix.size()) : exif);
}

}  // namespace

Decoded read_webp(ByteView file, const Admission& admit) {
  WebPBitstreamFeatures features;
  check(WebPGetFeatures(file.data(), file.size(), &features));
  if (features.has_animation) throw Error("an animated WebP; a still picture is needed");
  admit(features.height, features.width);
  return {.pixels =
              oriented(stored_pixels(file, features.height, features.width), orientation_in(file))};
}

}  // namespace panet
