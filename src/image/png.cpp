#include "panet/image/png.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "file_signature.h"
#include "input_file.h"
#include "panet/file/atomic_file.h"
#include "picture_size.h"
#include "png_reader.h"
#include "png_writer.h"

namespace panet {
namespace {

using Table = std::array<Rgba, 256>;

// H x W uint8 → H x W x 4 uint8
torch::Tensor looked_up(const torch::Tensor& indices, const Table& table) {
  const torch::Tensor colours = torch::empty({indices.size(0), indices.size(1), 4}, torch::kUInt8);
  const uint8_t* from = indices.data_ptr<uint8_t>();
  uint8_t* to = colours.data_ptr<uint8_t>();
  for (int64_t i = 0; i < indices.numel(); ++i, to += 4) std::copy_n(table[from[i]].begin(), 4, to);
  return colours;
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
  int bytes;

  Sample(const uint8_t* at, int byte_count)
      : value(byte_count == 2 ? at[0] << 8 | at[1] : at[0]), bytes(byte_count) {}

  uint8_t label() const { return static_cast<uint8_t>(std::min(value, 255)); }
  uint8_t level() const {
    return static_cast<uint8_t>(bytes == 2 ? (value * 255 + 32767) / 65535 : value);
  }
};

// Grey of 16 bits, or with alpha. samples: as PngReader::samples gives them.
void set_grey(Png& png, const torch::Tensor& samples, int bit_depth, int transparent) {
  const int bytes = bit_depth == 16 ? 2 : 1;
  const int64_t stride = samples.size(2);
  const bool has_alpha = stride == 2 * bytes;
  png.labels = torch::empty({samples.size(0), samples.size(1)}, torch::kUInt8);
  png.colours = torch::empty({samples.size(0), samples.size(1), 4}, torch::kUInt8);
  const uint8_t* from = samples.data_ptr<uint8_t>();
  uint8_t* labels = png.labels.data_ptr<uint8_t>();
  uint8_t* colours = png.colours.data_ptr<uint8_t>();
  for (int64_t i = 0; i < png.labels.numel(); ++i, from += stride, colours += 4) {
    const Sample grey(from, bytes);
    labels[i] = grey.label();
    std::fill_n(colours, 3, grey.level());
    const int opacity = grey.value == transparent ? 0 : 255;
    colours[3] = has_alpha ? Sample(from + bytes, bytes).level() : static_cast<uint8_t>(opacity);
  }
}

Png read(PngReader& reader) {
  Png png;
  png.has_palette = reader.has_palette();
  if (png.has_palette) {
    png.labels = reader.samples().squeeze(2);
    png.colours = looked_up(png.labels, reader.palette());
  } else if (reader.is_grey()) {
    const torch::Tensor samples = reader.samples();
    if (samples.size(2) == 1) {
      png.labels = samples.squeeze(2);
      png.colours =
          looked_up(png.labels, grey_table(reader.bit_depth(), reader.transparent_grey()));
    } else {
      set_grey(png, samples, reader.bit_depth(), reader.transparent_grey());
    }
  } else {
    png.colours = reader.rgba();
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
  throw Error(kind.family == FileFamily::picture
                  ? fmt::format("not a PNG, but {}; save it as PNG", kind.description)
                  : fmt::format("not a PNG, but {}", in_words(kind)));
}

// An H x W map of at least one pixel, on the CPU.
torch::Tensor checked_map(const torch::Tensor& map, const char* what) {
  if (!map.defined() || map.dim() != 2 || map.numel() == 0)
    throw Error(fmt::format("{} are H x W with at least one pixel", what));
  check_picture_size(static_cast<uint64_t>(map.size(0)), static_cast<uint64_t>(map.size(1)));
  return map.cpu();
}

torch::Tensor checked_labels(const torch::Tensor& labels, std::size_t colours) {
  const torch::Tensor map = checked_map(labels, "labels");
  if (map.scalar_type() != torch::kUInt8) throw Error("labels are uint8");
  if (colours < 1 || colours > 256)
    throw Error(fmt::format("a palette has 1 to 256 colours, not {}", colours));
  const int largest = map.max().item<uint8_t>();
  if (largest >= static_cast<int>(colours))
    throw Error(
        fmt::format("label {} has no colour: the palette ends at {}", largest, colours - 1));
  return map.contiguous();
}

// Values in [0, 1] → H x W x 2 uint8, big-endian samples
torch::Tensor grey16_samples(const torch::Tensor& values) {
  const torch::Tensor map = checked_map(values, "values");
  if (!map.is_floating_point()) throw Error("values are floating-point numbers");
  if (!map.ge(0).logical_and(map.le(1)).all().item<bool>())
    throw Error("values lie in [0, 1]; some do not, or are NaN");
  const torch::Tensor levels = map.to(torch::kDouble).mul(65535).round().to(torch::kInt);
  return torch::stack({levels.floor_divide(256), levels.remainder(256)}, 2).to(torch::kUInt8);
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

void write_index_png(const std::filesystem::path& path, const torch::Tensor& labels,
                     const std::vector<Colour>& palette, const Text& text) {
  const std::string bytes = in_file(
      path, [&] { return index_png(checked_labels(labels, palette.size()), palette, text); });
  write_atomically(path, bytes);
}

void write_grey16_png(const std::filesystem::path& path, const torch::Tensor& values,
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
