#include "image/png_reader.h"

#include <fmt/format.h>

#include <new>
#include <string>
#include <utility>
#include <vector>

#include "image/exif.h"
#include "image/picture_size.h"
#include "image/png_guard.h"
#include "panet/base/error.h"

namespace panet {
namespace {

constexpr png_alloc_size_t kMaxTextBytes = 1 << 20;  // of one chunk, unpacked

// tEXt and zTXt hold Latin-1, whose code points are those of Unicode.
std::string utf8_of_latin1(const char* text, std::size_t length) {
  std::string utf8;
  for (std::size_t i = 0; i < length; ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c < 0x80) {
      utf8 += static_cast<char>(c);
    } else {
      utf8 += static_cast<char>(0xC0 | c >> 6);
      utf8 += static_cast<char>(0x80 | (c & 0x3F));
    }
  }
  return utf8;
}

std::string value_of(const png_text& chunk) {
  const bool international = chunk.compression == PNG_ITXT_COMPRESSION_NONE ||
                             chunk.compression == PNG_ITXT_COMPRESSION_zTXt;
  return international ? std::string(chunk.text, chunk.itxt_length)
                       : utf8_of_latin1(chunk.text, chunk.text_length);
}

void read_bytes(png_structp png, png_bytep out, png_size_t count) {
  if (!static_cast<PngChunks*>(png_get_io_ptr(png))->read(out, count))
    png_error(png, "truncated: the file ends before the picture does");
}

}  // namespace

template <typename Action>
void PngReader::call(Action action) {
  if (!guarded(png_jmpbuf(handles_.png), action))
    throw Error(fmt::format("broken PNG: {}", message_.data()));
}

PngReader::PngReader(std::istream& source, PngContent content) : chunks_(source, content) {
  handles_.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &message_, keep_png_message,
                                        ignore_png_warning);
  if (handles_.png == nullptr) throw std::bad_alloc();
  handles_.info = png_create_info_struct(handles_.png);
  if (handles_.info == nullptr) throw std::bad_alloc();
  call([&, png = handles_.png] {
    png_set_read_fn(png, &chunks_, read_bytes);
    png_set_user_limits(png, PNG_UINT_31_MAX,
                        PNG_UINT_31_MAX);  // check_picture_size tells it better
    if (content == PngContent::kText) png_set_chunk_malloc_max(png, kMaxTextBytes);
    png_read_info(png, handles_.info);
  });
  height_ = png_get_image_height(handles_.png, handles_.info);
  width_ = png_get_image_width(handles_.png, handles_.info);
  bit_depth_ = png_get_bit_depth(handles_.png, handles_.info);
  colour_type_ = png_get_color_type(handles_.png, handles_.info);
  check_picture_size(static_cast<uint64_t>(height_), static_cast<uint64_t>(width_));
}

int PngReader::orientation() const {
  png_uint_32 size = 0;
  png_bytep exif = nullptr;
  if (png_get_eXIf_1(handles_.png, handles_.info, &size, &exif) == 0) return 1;
  return exif_orientation(ByteView({exif, size}));
}

Text PngReader::text() const {
  png_textp chunks = nullptr;
  const int count = png_get_text(handles_.png, handles_.info, &chunks, nullptr);
  Text text;
  for (int i = 0; i < count; ++i) text.emplace(chunks[i].key, value_of(chunks[i]));
  return text;
}

std::array<Rgba, 256> PngReader::palette() const {
  png_colorp colours = nullptr;
  int size = 0;
  png_get_PLTE(handles_.png, handles_.info, &colours, &size);
  png_bytep alphas = nullptr;
  int alpha_count = 0;
  png_get_tRNS(handles_.png, handles_.info, &alphas, &alpha_count, nullptr);
  std::array<Rgba, 256> palette;
  palette.fill({0, 0, 0, 255});
  for (int i = 0; i < size; ++i)
    palette[i] = {colours[i].red, colours[i].green, colours[i].blue, 255};
  for (int i = 0; i < alpha_count; ++i) palette[i][3] = alphas[i];
  return palette;
}

int PngReader::transparent_grey() const {
  png_color_16p colour = nullptr;
  if (png_get_tRNS(handles_.png, handles_.info, nullptr, nullptr, &colour) == 0 ||
      colour == nullptr)
    return -1;
  return colour->gray;
}

Picture PngReader::rgb() {
  call([png = handles_.png] {
    png_set_expand(png);
    png_set_scale_16(png);
    png_set_gray_to_rgb(png);
    png_set_strip_alpha(png);
  });
  return read_map<Picture>();
}

Map<Rgba> PngReader::rgba() {
  call([png = handles_.png] {
    png_set_expand(png);
    png_set_scale_16(png);
    png_set_gray_to_rgb(png);
    png_set_add_alpha(png, 0xFF, PNG_FILLER_AFTER);
  });
  return read_map<Map<Rgba>>();
}

int64_t PngReader::sample_bytes() const {
  const int64_t bytes = bit_depth_ == 16 ? 2 : 1;
  return png_get_channels(handles_.png, handles_.info) * bytes;
}

Labels PngReader::labels() {
  keep_samples();
  return read_map<Labels>();
}

Map<uint8_t> PngReader::samples() {
  keep_samples();
  const int64_t stride = row_bytes();
  auto samples = Map<uint8_t>::uninitialised(height_, stride);
  read_rows(samples.all().data(), stride);
  return samples;
}

// Several in a byte become one byte each, not scaled.
void PngReader::keep_samples() {
  call([png = handles_.png] { png_set_packing(png); });
}

int64_t PngReader::row_bytes() {
  call([png = handles_.png, info = handles_.info] {
    png_set_interlace_handling(png);
    png_read_update_info(png, info);
  });
  return static_cast<int64_t>(png_get_rowbytes(handles_.png, handles_.info));
}

template <typename To>
To PngReader::read_map() {
  constexpr int64_t kPixelBytes = sizeof(typename To::value_type);
  const int64_t stride = row_bytes();
  if (stride != kPixelBytes * width_)
    throw Error(fmt::format("broken PNG: its pixels do not become {} bytes each", kPixelBytes));
  auto map = To::uninitialised(height_, width_);
  read_rows(reinterpret_cast<uint8_t*>(map.all().data()), stride);
  return map;
}

void PngReader::read_rows(uint8_t* pixels, int64_t stride) {
  std::vector<png_bytep> rows(static_cast<std::size_t>(height_));
  for (png_bytep& row : rows) row = std::exchange(pixels, pixels + stride);
  call([png = handles_.png, &rows] {
    png_read_image(png, rows.data());
    png_read_end(png, nullptr);
  });
}

}  // namespace panet
