#include "drawing.h"

#include <png.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <stdexcept>

namespace panet::test {
namespace {

using Bytes = std::vector<uint8_t>;

struct Layout {
  int colour_type = PNG_COLOR_TYPE_RGBA;
  int bit_depth = 8;
  std::vector<Colour4> palette;
};

void set_palette(png_structp png, png_infop info, const std::vector<Colour4>& palette) {
  std::vector<png_color> colours;
  Bytes alphas;
  for (const Colour4& colour : palette) {
    colours.push_back({colour[0], colour[1], colour[2]});
    alphas.push_back(colour[3]);
  }
  png_set_PLTE(png, info, colours.data(), static_cast<int>(colours.size()));
  png_set_tRNS(png, info, alphas.data(), static_cast<int>(alphas.size()), nullptr);
}

// rows: bytes as the file holds them. libpng aborts the test where the layout is wrong.
void write_png(const std::filesystem::path& path, PictureSize size, const Layout& layout,
               std::vector<Bytes> rows) {
  std::FILE* const file = std::fopen(path.c_str(), "wb");
  if (file == nullptr) throw std::runtime_error("cannot write " + path.string());
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png_create_info_struct(png);
  png_init_io(png, file);
  png_set_IHDR(png, info, static_cast<png_uint_32>(size.width),
               static_cast<png_uint_32>(size.height), layout.bit_depth, layout.colour_type,
               PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  if (!layout.palette.empty()) set_palette(png, info, layout.palette);
  png_write_info(png, info);
  for (Bytes& row : rows) png_write_row(png, row.data());
  png_write_end(png, nullptr);
  png_destroy_write_struct(&png, &info);
  std::fclose(file);
}

uint8_t label_of(char pixel) {
  return pixel == 'x' ? 255 : static_cast<uint8_t>(pixel - '0');
}

template <typename To>
To map_of(const Drawing& drawing) {
  To map(size_of(drawing));
  for (int64_t y = 0; y < map.height(); ++y)
    std::ranges::transform(drawing[static_cast<std::size_t>(y)], map.row(y).begin(), label_of);
  return map;
}

// Each pixel of the drawing as the bytes that `bytes_of` makes of it.
template <typename BytesOf>
std::vector<Bytes> rows_of(const Drawing& drawing, BytesOf bytes_of) {
  std::vector<Bytes> rows;
  for (const std::string& line : drawing) {
    Bytes& row = rows.emplace_back();
    for (const char pixel : line) {
      for (const uint8_t byte : bytes_of(pixel)) row.push_back(byte);
    }
  }
  return rows;
}

}  // namespace

PictureSize size_of(const Drawing& drawing) {
  return {static_cast<int64_t>(drawing.size()), static_cast<int64_t>(drawing.front().size())};
}

Drawing drawn(const Annotation& annotation) {
  const auto& [foreground, background] = annotation;
  Drawing drawing;
  for (int64_t y = 0; y < foreground.height(); ++y) {
    std::string& row = drawing.emplace_back();
    for (int64_t x = 0; x < foreground.width(); ++x)
      row += ".bF!"[foreground.at(y, x) * 2 + background.at(y, x)];
  }
  return drawing;
}

Labels labels_of(const Drawing& drawing) {
  return map_of<Labels>(drawing);
}

Instances instances_of(const Drawing& drawing) {
  return map_of<Instances>(drawing);
}

Mask mask_of(const Drawing& drawing) {
  return map_of<Mask>(drawing);
}

Colour4 colour_of(char pixel) {
  static const std::map<char, Colour4> colours = {
      {'g', {0, 255, 0, 255}},     {'r', {255, 0, 0, 255}}, {'k', {0, 0, 0, 255}},
      {'w', {255, 255, 255, 255}}, {'.', {0, 0, 0, 0}},     {'t', {0, 255, 0, 127}},
      {'G', {0, 128, 0, 255}},     {'R', {128, 0, 0, 255}}};
  return colours.at(pixel);
}

void write_rgba_png(const std::filesystem::path& path, const Drawing& drawing) {
  write_png(path, size_of(drawing), {PNG_COLOR_TYPE_RGBA, 8, {}}, rows_of(drawing, colour_of));
}

void write_rgb_png(const std::filesystem::path& path, const Drawing& drawing) {
  const auto rgb_of = [](char pixel) {
    const Colour4 colour = colour_of(pixel);
    return Bytes(colour.begin(), colour.begin() + 3);
  };
  write_png(path, size_of(drawing), {PNG_COLOR_TYPE_RGB, 8, {}}, rows_of(drawing, rgb_of));
}

void write_grey_png(const std::filesystem::path& path, const Drawing& labels) {
  write_png(path, size_of(labels), {PNG_COLOR_TYPE_GRAY, 8, {}},
            rows_of(labels, [](char pixel) { return Bytes{label_of(pixel)}; }));
}

void write_bit_png(const std::filesystem::path& path, const Drawing& labels) {
  std::vector<Bytes> rows;
  for (const std::string& line : labels) {
    Bytes& row = rows.emplace_back((line.size() + 7) / 8);
    for (std::size_t x = 0; x < line.size(); ++x)
      row[x / 8] = static_cast<uint8_t>(row[x / 8] | label_of(line[x]) << (7 - x % 8));
  }
  write_png(path, size_of(labels), {PNG_COLOR_TYPE_GRAY, 1, {}}, std::move(rows));
}

void write_grey_alpha_png(const std::filesystem::path& path, const Drawing& labels,
                          const Drawing& alphas) {
  std::vector<Bytes> rows;
  for (std::size_t y = 0; y < labels.size(); ++y) {
    Bytes& row = rows.emplace_back();
    for (std::size_t x = 0; x < labels[y].size(); ++x) {
      row.push_back(label_of(labels[y][x]));
      row.push_back(label_of(alphas[y][x]));
    }
  }
  write_png(path, size_of(labels), {PNG_COLOR_TYPE_GRAY_ALPHA, 8, {}}, std::move(rows));
}

void write_palette_png(const std::filesystem::path& path, const Drawing& drawing,
                       const std::string& palette) {
  Layout layout{PNG_COLOR_TYPE_PALETTE, 8, {}};
  for (const char pixel : palette) layout.palette.push_back(colour_of(pixel));
  const auto index_of = [&palette](char pixel) {
    return Bytes{static_cast<uint8_t>(palette.find(pixel))};
  };
  write_png(path, size_of(drawing), layout, rows_of(drawing, index_of));
}

void write_pixels_png(const std::filesystem::path& path, const std::vector<Colour4>& row) {
  Bytes bytes;
  for (const Colour4& colour : row) bytes.insert(bytes.end(), colour.begin(), colour.end());
  write_png(path, {1, static_cast<int64_t>(row.size())}, {PNG_COLOR_TYPE_RGBA, 8, {}}, {bytes});
}

}  // namespace panet::test
