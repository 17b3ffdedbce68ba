#include "image/png.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <sstream>

#include "base/atomic_file.h"
#include "image/file_signature.h"
#include "image/input_file.h"
#include "image/largest_label.h"
#include "image/picture_size.h"
#include "image/png_reader.h"
#include "image/png_writer.h"

namespace panet {
namespace {

using Table = std::array<Rgba, 256>;

Map<Rgba> looked_up(const Labels& indices, const Table& table) {
  return mapped<Map<Rgba>>(indices, [&table](uint8_t index) { return table[index]; });
}

// The colours of grey values of up to 8 bits.
Table grey_table(int bit_depth, int transparent) {
  Table table;
  const int brightest = (1 << bit_depth) - 1;
  for (int i = 0; i < 256; ++i) {
    const auto level = static_cast<uint8_t>(std::min(i, brightest) * 255 / brightest);
    table[static_cast<std::size_t>(i)] = {level, level, level,
                                          static_cast<uint8_t>(i == transparent ? 0 : 255)};
  }
  return table;
}

// A grey value, or an opacity, of one or two bytes.
struct Sample {
  int value;
  int64_t bytes;

  Sample(const uint8_t* at, int64_t byte_count)
      : value(byte_count == 2 ? at[0] << 8 | at[1] : at[0]), bytes(byte_count) {}

  uint8_t label() const { return static_cast<uint8_t>(std::min(value, 255)); }
  uint8_t level() const {
    return static_cast<uint8_t>(bytes == 2 ? (value * 255 + 32767) / 65535 : value);
  }
};

// Grey of 16 bits, or with alpha. samples: as PngReader::samples gives them, `stride` bytes a
// pixel.
void set_grey(Png& png, const Map<uint8_t>& samples, int64_t stride, int bit_depth,
              int transparent) {
  const int64_t bytes = bit_depth == 16 ? 2 : 1;
  const bool has_alpha = stride == 2 * bytes;
  png.labels = Labels::uninitialised(samples.height(), samples.width() / stride);
  png.colours = Map<Rgba>::uninitialised(png.labels.dimensions());
  const uint8_t* from = samples.all().data();
  uint8_t* label = png.labels.all().data();
  for (Rgba& colour : png.colours.all()) {
    const Sample grey(from, bytes);
    *label++ = grey.label();
    const uint8_t opacity = grey.value == transparent ? 0 : 255;
    const auto alpha = has_alpha ? Sample(from + bytes, bytes).level() : opacity;
    colour = {grey.level(), grey.level(), grey.level(), alpha};
    from += stride;
  }
}

Table table_of(const PngReader& reader) {
  return reader.has_palette() ? reader.palette()
                              : grey_table(reader.bit_depth(), reader.transparent_grey());
}

Png read(PngReader& reader) {
  Png png;
  png.has_palette = reader.has_palette();
  if (!reader.has_palette() && !reader.is_grey()) {
    png.colours = reader.rgba();
  } else if (const int64_t bytes = reader.sample_bytes(); bytes == 1) {
    png.labels = reader.labels();
    png.colours = looked_up(png.labels, table_of(reader));
  } else {
    set_grey(png, reader.samples(), bytes, reader.bit_depth(), reader.transparent_grey());
  }
  return png;
}

Png read(std::istream& source, const SizeCheck& check) {
  PngReader reader(source);
  if (check) check(reader.height(), reader.width());
  return read(reader);
}

// Programs, and people, name other pictures .png as well.
void expect_no_other_kind(const std::filesystem::path& path) {
  const KindOfFile kind = kind_of_file(ByteView(first_bytes(path)));
  if (kind.name.empty() || kind.name == "PNG") return;
  throw Error(kind.family == FileFamily::kPicture
                  ? fmt::format("not a PNG, but {}; save it as PNG", kind.description)
                  : fmt::format("not a PNG, but {}", in_words(kind)));
}

template <typename T, typename Meaning>
void check_size(const Map<T, Meaning>& map, const char* what) {
  if (map.empty()) throw Error(fmt::format("{} are H x W with at least one pixel", what));
  check_picture_size(static_cast<uint64_t>(map.height()), static_cast<uint64_t>(map.width()));
}

void check_labels(const Labels& labels, std::size_t colours) {
  check_size(labels, "labels");
  if (colours < 1 || colours > 256)
    throw Error(fmt::format("a palette has 1 to 256 colours, not {}", colours));
  const int largest = largest_label(labels);
  if (largest >= static_cast<int>(colours))
    throw Error(
        fmt::format("label {} has no colour: the palette ends at {}", largest, colours - 1));
}

// Of a value in [0, 1].
BigEndian16 grey16_sample(float value) {
  const auto level = static_cast<int>(std::nearbyint(static_cast<double>(value) * 65535));
  return {static_cast<uint8_t>(level >> 8), static_cast<uint8_t>(level & 0xFF)};
}

Map<BigEndian16> grey16_samples(const Map<float>& values) {
  check_size(values, "values");
  if (!std::ranges::all_of(values.all(), [](float value) { return value >= 0 && value <= 1; }))
    throw Error("values lie in [0, 1]; some do not, or are NaN");
  return mapped<Map<BigEndian16>>(values, grey16_sample);
}

}  // namespace

Png read_png(const std::filesystem::path& path, const SizeCheck& check) {
  return in_file(path, [&] {
    std::ifstream file = open_input(path);
    expect_no_other_kind(path);
    return read(file, check);
  });
}

Png read_png(std::span<const std::byte> bytes, const std::string& name, const SizeCheck& check) {
  return in_file(name, [&] {
    std::istringstream source(
        std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
    return read(source, check);
  });
}

Text read_png_text(const std::filesystem::path& path) {
  return in_file(path, [&path] {
    std::ifstream file = open_input(path);
    return PngReader(file, PngContent::kText).text();
  });
}

std::string encoded_index_png(const std::filesystem::path& name, const Labels& labels,
                              const std::vector<Colour>& palette, const Text& text) {
  return in_file(name, [&] {
    check_labels(labels, palette.size());
    return index_png(labels, palette, text);
  });
}

void write_index_png(const std::filesystem::path& path, const Labels& labels,
                     const std::vector<Colour>& palette, const Text& text) {
  write_atomically(path, encoded_index_png(path, labels, palette, text));
}

void write_grey16_png(const std::filesystem::path& path, const Map<float>& values,
                      const Text& text) {
  write_atomically(path, in_file(path, [&] { return grey16_png(grey16_samples(values), text); }));
}

const std::vector<Colour>& voc_palette() {
  static const std::vector<Colour> palette = [] {
    std::vector<Colour> colours(256, Colour{});
    // Bits 0, 1, 2 of the index are the highest bits of red, green, blue; bits 3, 4, 5 the next
    // lower ones; and so on.
    for (unsigned index = 0; index < 256; ++index)
      for (unsigned bit = 0; bit < 8; ++bit) {
        auto& channel = colours[index][bit % 3];
        channel = static_cast<uint8_t>(channel | (index >> bit & 1) << (7 - bit / 3));
      }
    return colours;
  }();
  return palette;
}

}  // namespace panet
