#include <fmt/format.h>
#include <tiffio.h>

#include <algorithm>
#include <array>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <memory>
#include <new>
#include <string_view>
#include <utility>
#include <vector>

#include "image/oriented_rows.h"
#include "image/picture_reader.h"
#include "panet/image/picture_limit.h"

namespace panet {
namespace {

using Message = std::array<char, 256>;  // allocates nothing: libtiff passes no exceptions on

// A file in memory as libtiff reads it, and what libtiff says was wrong with it.
struct Source {
  ByteView file;
  uint64_t position = 0;
  Message error{};  // the first one; those after it come of it
};

Source& source_of(thandle_t handle) {
  return *static_cast<Source*>(handle);
}

tmsize_t read_bytes(thandle_t handle, void* out, tmsize_t count) {
  Source& source = source_of(handle);
  const uint64_t left = source.file.size() - std::min(source.position, source.file.size());
  const uint64_t taken = std::min(static_cast<uint64_t>(count), left);
  if (taken > 0) std::memcpy(out, source.file.data() + source.position, taken);
  source.position += taken;
  return static_cast<tmsize_t>(taken);
}

toff_t seek(thandle_t handle, toff_t offset, int whence) {
  Source& source = source_of(handle);
  if (whence == SEEK_CUR) offset += source.position;
  if (whence == SEEK_END) offset += source.file.size();
  return source.position = offset;
}

toff_t size_of(thandle_t handle) {
  return source_of(handle).file.size();
}

tmsize_t write_nothing(thandle_t, void*, tmsize_t) {
  return 0;
}

int close_nothing(thandle_t) {
  return 0;
}

// Both return that no other handler is to be asked.
constexpr int kHandled = 1;

int take_error(TIFF*, void* handle, const char*, const char* format, va_list values) {
  Message& error = source_of(handle).error;
  if (error.front() == '\0') std::vsnprintf(error.data(), error.size(), format, values);
  return kHandled;
}

// libjpeg warns that a strip or tile ends before its part of the picture does, and goes on with
// grey.
int take_warning(TIFF*, void* handle, const char* module, const char* format, va_list values) {
  Message warning{};
  std::vsnprintf(warning.data(), warning.size(), format, values);
  const bool is_of_jpeg = module != nullptr && std::string_view(module) == "JPEGLib";
  if (is_of_jpeg && std::string_view(warning.data()).find("remature end") != std::string_view::npos)
    source_of(handle).error = warning;
  return kHandled;
}

constexpr int64_t kMostBytes = 10;   // of a pixel
constexpr int64_t kLargestTile = 2;  // of pictures

using Handle = std::unique_ptr<TIFF, void (*)(TIFF*)>;

Handle opened(Source& source) {
  const std::unique_ptr<TIFFOpenOptions, void (*)(TIFFOpenOptions*)> options(TIFFOpenOptionsAlloc(),
                                                                             TIFFOpenOptionsFree);
  if (!options) throw std::bad_alloc();
  TIFFOpenOptionsSetMaxSingleMemAlloc(options.get(), kMostBytes * kLargestTile * max_pixels());
  TIFFOpenOptionsSetErrorHandlerExtR(options.get(), take_error, &source);
  TIFFOpenOptionsSetWarningHandlerExtR(options.get(), take_warning, &source);
  constexpr auto kReadWithoutMapping = "rm";
  return {TIFFClientOpenExt("TIFF", kReadWithoutMapping, &source, read_bytes, write_nothing, seek,
                            close_nothing, size_of, nullptr, nullptr, options.get()),
          TIFFClose};
}

class TiffReader {
 public:
  explicit TiffReader(ByteView file) : source_{.file = file}, tiff_(opened(source_)) {
    if (!tiff_) throw broken("not even its directory can be read");
    check_samples();
    check_packing();
  }

  int64_t height() const { return number<uint32_t>(TIFFTAG_IMAGELENGTH); }
  int64_t width() const { return number<uint32_t>(TIFFTAG_IMAGEWIDTH); }
  int bits() const { return number<uint16_t>(TIFFTAG_BITSPERSAMPLE); }

  // Asks for pixels row of strips by row of strips, or of tiles.
  Picture picture() {
    const int64_t band = rows_together();
    check_stored_bytes();
    blend_no_alpha();
    Rgba rgba(*this);
    OrientedRows rows(height(), width(), number<uint16_t>(TIFFTAG_ORIENTATION));
    const auto size = static_cast<std::size_t>(band * width());
    const auto pixels = std::make_unique_for_overwrite<uint32_t[]>(size);
    for (int64_t y = 0; y < height(); y += band) {
      const int64_t count = std::min(band, height() - y);
      rgba.read(y, count, pixels.get());
      for (int64_t i = 0; i < count; ++i) place(pixels.get() + i * width(), rows.next());
    }
    return std::move(rows).picture();
  }

 private:
  // libtiff's way from all kinds of samples to RGBA of 8 bits.
  class Rgba {
   public:
    explicit Rgba(TiffReader& reader) : reader_(reader) {
      constexpr int kStopAtErrors = 1;
      std::array<char, 1024> reason{};
      if (!TIFFRGBAImageBegin(&image_, reader.tiff_.get(), kStopAtErrors, reason.data()))
        throw reader.broken(reason.data());
      image_.req_orientation = image_.orientation;  // to have rows as they are stored
    }
    ~Rgba() { TIFFRGBAImageEnd(&image_); }
    Rgba(const Rgba&) = delete;
    Rgba& operator=(const Rgba&) = delete;

    void read(int64_t row, int64_t count, uint32_t* pixels) {
      image_.row_offset = static_cast<int>(row);
      const bool is_read =
          TIFFRGBAImageGet(&image_, pixels, image_.width, static_cast<uint32_t>(count)) != 0;
      if (!is_read || reader_.source_.error.front() != '\0')
        throw reader_.broken("unreadable pixels");
    }

   private:
    TiffReader& reader_;
    TIFFRGBAImage image_{};
  };

  template <typename Number>
  Number number(uint32_t tag) const {
    Number value = 0;
    TIFFGetFieldDefaulted(tiff_.get(), tag, &value);
    return value;
  }

  Error broken(std::string_view otherwise) const {
    const std::string_view told = source_.error.data();
    return Error(fmt::format("broken TIFF: {}", told.empty() ? otherwise : told));
  }

  // What scanners and cameras write are whole numbers of up to 16 bits, a few of them a pixel.
  void check_samples() const {
    const bool is_floating = number<uint16_t>(TIFFTAG_SAMPLEFORMAT) == SAMPLEFORMAT_IEEEFP;
    if (is_floating || bits() > 16)
      throw Error(
          fmt::format("a TIFF of {}-bit {}, which cannot be read: save it with 8 or 16 bits",
                      bits(), is_floating ? "floating-point numbers" : "numbers"));
    const int64_t samples = number<uint16_t>(TIFFTAG_SAMPLESPERPIXEL);
    if (samples * bits() > 8 * kMostBytes)
      throw Error(
          fmt::format("a TIFF of {} samples of {} bits a pixel, which is not read: save it "
                      "as RGB",
                      samples, bits()));
  }

  // Others are rare, and some of their decoders are made for trusted files.
  void check_packing() const {
    constexpr std::array kKnown = {
        COMPRESSION_NONE, COMPRESSION_CCITTRLE, COMPRESSION_CCITTFAX3,     COMPRESSION_CCITTFAX4,
        COMPRESSION_LZW,  COMPRESSION_JPEG,     COMPRESSION_ADOBE_DEFLATE, COMPRESSION_DEFLATE,
        COMPRESSION_ZSTD, COMPRESSION_PACKBITS,
    };
    const int packing = number<uint16_t>(TIFFTAG_COMPRESSION);
    if (std::ranges::find(kKnown, packing) == kKnown.end())
      throw Error(fmt::format(
          "a TIFF packed in way {}, which is not read: save it with LZW or Deflate", packing));
  }

  // A tile of a small picture may be larger than the picture, but not by as much as one likes.
  int64_t rows_together() const {
    if (!TIFFIsTiled(tiff_.get()))
      return std::clamp<int64_t>(number<uint32_t>(TIFFTAG_ROWSPERSTRIP), 1, height());
    constexpr int64_t kUsual = 1 << 20;
    const int64_t tile_height = number<uint32_t>(TIFFTAG_TILELENGTH);
    const int64_t tile_width = number<uint32_t>(TIFFTAG_TILEWIDTH);
    if (tile_width < 1 || tile_height < 1 ||
        tile_height > std::max(kUsual, kLargestTile * height() * width()) / tile_width)
      throw Error(fmt::format("broken TIFF: tiles of {} x {} pixels", tile_width, tile_height));
    return std::min(tile_height, height());
  }

  // A strip or tile that is stored in fewer bytes than it can be packed into has no room made for
  // its pixels.
  void check_stored_bytes() const {
    const uint64_t most = most_of_byte();
    const uint32_t count =
        TIFFIsTiled(tiff_.get()) ? TIFFNumberOfTiles(tiff_.get()) : TIFFNumberOfStrips(tiff_.get());
    for (uint32_t part = 0; part < count; ++part)
      if (stored_bytes(part) < bytes_of_part(part) / most)
        throw broken("a part of the picture is stored in too few bytes");
  }

  // How many bytes the packing makes of one at best. CCITT has rows of one bit, JPEG is left to
  // libjpeg, which tells where its data end.
  uint64_t most_of_byte() const {
    switch (number<uint16_t>(TIFFTAG_COMPRESSION)) {
      case COMPRESSION_NONE:
        return 1;
      case COMPRESSION_PACKBITS:
        return 64;
      case COMPRESSION_DEFLATE:
      case COMPRESSION_ADOBE_DEFLATE:
        return 1032;
      case COMPRESSION_LZW:
        return 2600;
      case COMPRESSION_ZSTD:
        return 1 << 16;
      default:
        return std::max<uint64_t>(1 << 16, 8 * static_cast<uint64_t>(width()));
    }
  }

  uint64_t stored_bytes(uint32_t part) const {
    const uint64_t begin = std::min(TIFFGetStrileOffset(tiff_.get(), part), source_.file.size());
    return std::min(TIFFGetStrileByteCount(tiff_.get(), part), source_.file.size() - begin);
  }

  uint64_t bytes_of_part(uint32_t part) const {
    if (TIFFIsTiled(tiff_.get())) return TIFFTileSize64(tiff_.get());
    const auto rows = static_cast<uint32_t>(rows_together());
    const auto all = static_cast<uint32_t>(height());
    const uint32_t of_plane = (all + rows - 1) / rows;
    return TIFFVStripSize64(tiff_.get(), std::min(rows, all - part % of_plane * rows));
  }

  // Has libtiff take the colours of transparent pixels for darkened ones already: it leaves those
  // as they are.
  void blend_no_alpha() {
    uint16_t count = 0;
    const uint16_t* kinds = nullptr;
    if (!TIFFGetField(tiff_.get(), TIFFTAG_EXTRASAMPLES, &count, &kinds) || count == 0) return;
    std::vector<uint16_t> changed(kinds, kinds + count);
    std::ranges::replace(changed, EXTRASAMPLE_UNASSALPHA, EXTRASAMPLE_ASSOCALPHA);
    TIFFSetField(tiff_.get(), TIFFTAG_EXTRASAMPLES, count, changed.data());
  }

  static void place(const uint32_t* rgba, std::span<Colour> row) {
    for (Colour& colour : row) {
      const uint32_t pixel = *rgba++;
      colour = {static_cast<uint8_t>(TIFFGetR(pixel)), static_cast<uint8_t>(TIFFGetG(pixel)),
                static_cast<uint8_t>(TIFFGetB(pixel))};
    }
  }

  Source source_;
  Handle tiff_;
};

}  // namespace

Decoded read_tiff(ByteView file, const Admission& admit) {
  TiffReader reader(file);
  admit(reader.height(), reader.width());
  return {.pixels = reader.picture(), .bits = reader.bits()};
}

}  // namespace panet
