#include "panet/image/png.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "input_file.h"
#include "panet/file/atomic_file.h"
#include "picture.h"
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

// Grey of 16 bits, or with alpha. samples: H x W x 1 or 2 → H x W x 4 uint8
torch::Tensor grey_colours(const torch::Tensor& samples, int bit_depth, int transparent) {
  const torch::Tensor levels =
      bit_depth == 16 ? (samples * 255 + 32767).floor_divide(65535).to(torch::kUInt8) : samples;
  const torch::Tensor grey = levels.select(2, 0);
  const torch::Tensor alpha = samples.size(2) == 2
                                  ? levels.select(2, 1)
                                  : samples.select(2, 0).ne(transparent).to(torch::kUInt8) * 255;
  return torch::stack({grey, grey, grey, alpha}, 2);
}

Png read(PngReader& reader) {
  Png png;
  png.has_palette = reader.has_palette();
  if (png.has_palette) {
    png.labels = reader.samples().squeeze(2);
    png.colours = looked_up(png.labels, reader.palette());
  } else if (reader.is_grey()) {
    const torch::Tensor samples = reader.samples();
    png.labels = samples.select(2, 0).clamp_max(255).to(torch::kUInt8).contiguous();
    const bool simple = samples.size(2) == 1 && reader.bit_depth() <= 8;
    png.colours =
        simple ? looked_up(png.labels, grey_table(reader.bit_depth(), reader.transparent_grey()))
               : grey_colours(samples, reader.bit_depth(), reader.transparent_grey());
  } else {
    png.colours = reader.rgba();
  }
  png.text = reader.text();
  return png;
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

Png read_png(const std::filesystem::path& path) {
  return in_file(path, [&path] {
    std::ifstream file = open_input(path);
    PngReader reader(file);
    return read(reader);
  });
}

Png read_png(std::span<const std::byte> bytes, const std::string& name) {
  return in_file(name, [&bytes] {
    std::istringstream source(
        std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
    PngReader reader(source);
    return read(reader);
  });
}

Text read_png_text(const std::filesystem::path& path) {
  return in_file(path, [&path] {
    std::ifstream file = open_input(path);
    return PngReader(file).text();
  });
}

void write_index_png(const std::filesystem::path& path, const torch::Tensor& labels,
                     const std::vector<Colour>& palette, const Text& text) {
  const std::string bytes = in_file(
      path, [&] { return index_png(checked_labels(labels, palette.size()), palette, text); });
  write_atomically(path, bytes);
}

void write_grey16_png(const std::filesystem::path& path, const torch::Tensor& values) {
  write_atomically(path, in_file(path, [&] { return grey16_png(grey16_samples(values)); }));
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
