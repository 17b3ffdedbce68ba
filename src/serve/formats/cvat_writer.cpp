#include <fmt/format.h>

#include <array>
#include <iterator>

#include "base/json_array.h"
#include "base/plain_text.h"
#include "image/rle.h"
#include "serve/formats/writers.h"

namespace panet::serve {
namespace {

// XML has no way to write control characters.
std::string escaped(const std::string& text) {
  std::string escaped;
  for (const char c : plain_text(text)) {
    if (c == '&')
      escaped += "&amp;";
    else if (c == '<')
      escaped += "&lt;";
    else if (c == '"')
      escaped += "&quot;";
    else
      escaped += c;
  }
  return escaped;
}

std::string quoted(const std::string& text) {
  return fmt::format("\"{}\"", escaped(text));
}

using PixelBox = std::array<int64_t, 4>;  // left, top, width, height

// Where a map has the value in a box, as lengths of runs row after row, the first of where it has
// not.
template <typename T, typename Meaning>
std::string runs_in(const Map<T, Meaning>& map, T value, const PixelBox& box) {
  const auto [left, top, width, height] = box;
  std::string runs;
  bool is_value = false;
  int64_t length = 0;
  const auto append = [&runs, &length] {
    fmt::format_to(std::back_inserter(runs), "{}{}", runs.empty() ? "" : ", ", length);
    length = 0;
  };
  for (int64_t y = top; y < top + height; ++y)
    for (int64_t x = left; x < left + width; ++x, ++length) {
      if ((map.at(y, x) == value) == is_value) continue;
      append();
      is_value = !is_value;
    }
  append();
  return runs;
}

std::string mask_element(const std::string& label, const std::string& runs, const PixelBox& box) {
  return fmt::format(
      "    <mask label={} source=\"manual\" occluded=\"0\" rle=\"{}\" left=\"{}\" top=\"{}\" "
      "width=\"{}\" height=\"{}\" z_order=\"0\"></mask>\n",
      quoted(label), runs, box[0], box[1], box[2], box[3]);
}

void write_masks_of(const ClassRow& row, const ClassInstances& instances, const ChunkSink& sink) {
  int32_t number = 0;
  for (const Rle& rle : encode_rle(instances.map, instances.count)) {
    const PixelBox box = rle_box(rle);
    sink_text(sink, mask_element(row.name, runs_in(instances.map, ++number, box), box));
  }
  if (instances.rest.empty()) return;
  const PixelBox box = rle_box(encode_rle(instances.rest));
  sink_text(sink, mask_element(row.name, runs_in(instances.rest, uint8_t{1}, box), box));
}

void write_picture(const ExportSource& source, const ExportedPicture& picture, std::size_t number,
                   const LeastPiece& least, const ChunkSink& sink) {
  sink_text(sink, fmt::format("  <image id=\"{}\" name={} width=\"{}\" height=\"{}\">\n", number,
                              quoted(picture.name), picture.size.width, picture.size.height));
  for (const auto& mask : source.masks(picture))
    write_masks_of(source.class_of(mask), source.instances(mask, least), sink);
  sink_text(sink, "  </image>\n");
}

void write_labels(const ExportSource& source, const ChunkSink& sink) {
  sink_text(sink, "  <meta><task><labels>\n");
  for (const auto& row : source.classes())
    sink_text(sink, fmt::format("    <label><name>{}</name><color>#{:02x}{:02x}{:02x}</color>"
                                "<type>mask</type><attributes></attributes></label>\n",
                                escaped(row.name), row.colour[0], row.colour[1], row.colour[2]));
  sink_text(sink, "  </labels></task></meta>\n");
}

}  // namespace

void write_cvat(const ExportSource& source, const LeastPiece& least, const ChunkSink& sink) {
  sink_text(sink,
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<annotations>\n  "
            "<version>1.1</version>\n");
  write_labels(source, sink);
  std::size_t number = 0;
  for (const auto& picture : source.pictures())
    write_picture(source, picture, number++, least, sink);
  sink_text(sink, "</annotations>\n");
}

}  // namespace panet::serve
