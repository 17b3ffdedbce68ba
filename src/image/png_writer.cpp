#include "image/png_writer.h"

#include <fmt/format.h>
#include <png.h>
#include <zlib.h>

#include <algorithm>
#include <new>
#include <utility>

#include "image/png_guard.h"
#include "panet/base/error.h"

namespace panet {
namespace {

void check_text(const std::string& keyword, const std::string& value) {
  const auto printable = [](unsigned char c) { return (c >= 32 && c <= 126) || c >= 161; };
  if (keyword.empty() || keyword.size() > 79 ||
      !std::all_of(keyword.begin(), keyword.end(), printable) || keyword.front() == ' ' ||
      keyword.back() == ' ' || keyword.find("  ") != std::string::npos)
    throw Error(fmt::format(
        "\"{}\" is no PNG keyword: 1 to 79 printable Latin-1 characters without spaces around",
        keyword));
  if (value.find('\0') != std::string::npos)
    throw Error(fmt::format("the text of \"{}\" holds a zero byte, which a PNG cannot", keyword));
}

bool is_ascii(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x80; });
}

// libpng's view of `text`, which must outlive it. It takes pointers to non-const and does not write
// through them.
std::vector<png_text> chunks_of(const Text& text) {
  std::vector<png_text> chunks;
  for (const auto& [keyword, value] : text) {
    check_text(keyword, value);
    png_text chunk{};
    chunk.compression = is_ascii(value) ? PNG_TEXT_COMPRESSION_NONE : PNG_ITXT_COMPRESSION_NONE;
    chunk.key = const_cast<char*>(keyword.c_str());
    chunk.text = const_cast<char*>(value.c_str());
    chunk.text_length = value.size();
    chunks.push_back(chunk);
  }
  return chunks;
}

// Rows of pixels, one after the other.
struct Rows {
  const uint8_t* first;
  int64_t height, width;
  int64_t bytes;  // of a row
};

template <typename T, typename Meaning>
Rows rows_of(const Map<T, Meaning>& map) {
  return {.first = reinterpret_cast<const uint8_t*>(map.all().data()),
          .height = map.height(),
          .width = map.width(),
          .bytes = map.width() * int64_t{sizeof(T)}};
}

// libpng writing into a string.
class PngWriter {
 public:
  PngWriter() {
    handles_.png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &message_, keep_png_message,
                                           ignore_png_warning);
    if (handles_.png == nullptr) throw std::bad_alloc();
    handles_.info = png_create_info_struct(handles_.png);
    if (handles_.info == nullptr) throw std::bad_alloc();
    call([this] { png_set_write_fn(handles_.png, &bytes_, append, nullptr); });
  }

  void set_head(const Rows& rows, int bit_depth, int colour_type) {
    call([&, this] {
      png_set_IHDR(handles_.png, handles_.info, static_cast<png_uint_32>(rows.width),
                   static_cast<png_uint_32>(rows.height), bit_depth, colour_type,
                   PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    });
  }

  void set_palette(const std::vector<Colour>& palette) {
    std::vector<png_color> colours;
    for (const Colour& colour : palette) colours.push_back({colour[0], colour[1], colour[2]});
    call([&, this] {
      png_set_PLTE(handles_.png, handles_.info, colours.data(), static_cast<int>(colours.size()));
    });
  }

  void set_text(const Text& text) {
    const std::vector<png_text> chunks = chunks_of(text);
    call([&, this] {
      png_set_text(handles_.png, handles_.info, chunks.data(), static_cast<int>(chunks.size()));
    });
  }

  // Fast: only equal bytes in a row are made shorter, of what `filter` makes of the samples. In
  // labels there is hardly anything else, in photographs little is lost.
  void compress_runs(int filter) {
    call([this, filter] {
      png_set_filter(handles_.png, PNG_FILTER_TYPE_BASE, filter);
      png_set_compression_level(handles_.png, Z_BEST_SPEED);
      png_set_compression_strategy(handles_.png, Z_RLE);
    });
  }

  // What was set, then the rows.
  std::string finish(const Rows& rows) {
    const uint8_t* row = rows.first;
    call([&, this] {
      png_write_info(handles_.png, handles_.info);
      for (int64_t y = 0; y < rows.height; ++y, row += rows.bytes) png_write_row(handles_.png, row);
      png_write_end(handles_.png, nullptr);
    });
    return std::move(bytes_);
  }

 private:
  struct Handles {
    png_structp png = nullptr;
    png_infop info = nullptr;
    ~Handles() { png_destroy_write_struct(&png, &info); }
  };

  static void append(png_structp png, png_bytep bytes, png_size_t count) {
    bool appended = true;
    try {
      static_cast<std::string*>(png_get_io_ptr(png))->append(reinterpret_cast<char*>(bytes), count);
    } catch (const std::bad_alloc&) {  // must not travel through libpng
      appended = false;
    }
    if (!appended) png_error(png, "out of memory");
  }

  template <typename Action>
  void call(Action action) {
    if (!guarded(png_jmpbuf(handles_.png), action))
      throw Error(fmt::format("cannot be stored as a PNG: {}", message_.data()));
  }

  std::string bytes_;
  PngMessage message_{};
  Handles handles_;
};

}  // namespace

std::string index_png(const Labels& indices, const std::vector<Colour>& palette, const Text& text) {
  PngWriter writer;
  const Rows rows = rows_of(indices);
  writer.set_head(rows, 8, PNG_COLOR_TYPE_PALETTE);
  writer.set_palette(palette);
  writer.set_text(text);
  writer.compress_runs(PNG_FILTER_NONE);
  return writer.finish(rows);
}

std::string grey16_png(const Map<BigEndian16>& samples, const Text& text) {
  PngWriter writer;
  const Rows rows = rows_of(samples);
  writer.set_head(rows, 16, PNG_COLOR_TYPE_GRAY);
  writer.set_text(text);
  return writer.finish(rows);
}

std::string rgb_png(std::span<const Colour> pixels, int64_t width) {
  const Rows rows = {.first = reinterpret_cast<const uint8_t*>(pixels.data()),
                     .height = static_cast<int64_t>(pixels.size()) / width,
                     .width = width,
                     .bytes = 3 * width};
  PngWriter writer;
  writer.set_head(rows, 8, PNG_COLOR_TYPE_RGB);
  writer.compress_runs(PNG_FILTER_SUB);
  return writer.finish(rows);
}

}  // namespace panet
