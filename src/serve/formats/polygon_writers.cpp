#include <fmt/format.h>

#include <filesystem>
#include <iterator>
#include <nlohmann/json.hpp>

#include "image/outline.h"
#include "serve/formats/writers.h"
#include "serve/formats/zip_writer.h"

// Formats of rings of points, in a file a picture.
namespace panet::serve {
namespace {

using nlohmann::json;

// A line of YOLO's: the class, counted from 0, and points in fractions of the picture.
std::string yolo_line(std::size_t label, const Ring& ring, PictureSize size) {
  std::string line = fmt::format("{}", label - 1);
  for (const Point& point : ring)
    fmt::format_to(std::back_inserter(line), " {:.6f} {:.6f}",
                   point.x / static_cast<double>(size.width),
                   point.y / static_cast<double>(size.height));
  return line + "\n";
}

// One ring an instance, whatever it is of: YOLO knows no other. Pieces that are too small are none
// to it, as it knows no crowd.
std::string yolo_text(const ExportSource& source, const ExportedPicture& picture,
                      const LeastPiece& least) {
  std::string text;
  for (const auto& mask : source.masks(picture)) {
    const auto instances = source.instances(mask, least);
    for (const auto& outlines : outlines_of(instances.map, instances.count))
      text += yolo_line(mask.label, one_ring(outlines), picture.size);
  }
  return text;
}

// Without a path: paths in it begin at its own folder then, wherever a training is started.
// YAML takes json's way to write a text.
std::string yolo_data(const ExportSource& source) {
  std::string text =
      "# Lay the pictures into images/, beside labels/.\n"
      "train: images\nval: images\nnames:\n";
  for (std::size_t i = 0; i < source.classes().size(); ++i)
    text += fmt::format("  {}: {}\n", i, json(source.classes()[i].name).dump());
  return text;
}

// group: a number that no other instance of the picture has, or null.
json labelme_shape(const std::string& label, const Ring& ring, const json& group) {
  json points = json::array();
  for (const Point& point : ring) points.push_back({point.x, point.y});
  return {{"label", label},    {"points", std::move(points)}, {"group_id", group},
          {"description", ""}, {"shape_type", "polygon"},     {"flags", json::object()},
          {"mask", nullptr}};
}

// An instance that does not hang together is several shapes of one group.
void add_shapes(json& shapes, int& groups, const std::string& label,
                const std::vector<Outline>& outlines) {
  const json group = outlines.size() > 1 ? json(++groups) : json();
  for (const Outline& outline : outlines)
    shapes.push_back(labelme_shape(label, one_ring({outline}), group));
}

json labelme_file(const ExportSource& source, const ExportedPicture& picture,
                  const LeastPiece& least) {
  json shapes = json::array();
  int groups = 0;
  for (const auto& mask : source.masks(picture)) {
    const std::string& label = source.class_of(mask).name;
    const auto instances = source.instances(mask, least);
    for (const auto& outlines : outlines_of(instances.map, instances.count))
      add_shapes(shapes, groups, label, outlines);
    if (!instances.rest.empty())
      shapes.push_back(labelme_shape(label, one_ring(outlines_of(instances.rest)), nullptr));
  }
  return {{"version", "5.5.0"},
          {"flags", json::object()},
          {"shapes", std::move(shapes)},
          {"imagePath", std::filesystem::path(picture.name).filename().string()},
          {"imageData", nullptr},
          {"imageHeight", picture.size.height},
          {"imageWidth", picture.size.width}};
}

}  // namespace

void write_yolo(const ExportSource& source, const LeastPiece& least, const ChunkSink& sink) {
  ZipWriter zip(sink);
  zip.add("data.yaml", yolo_data(source));
  for (const auto& picture : source.pictures())
    zip.add("labels/" + picture.stem + ".txt", yolo_text(source, picture, least));
  zip.close();
}

// As labelme itself keeps none, there is no file of a picture without shapes.
void write_labelme(const ExportSource& source, const LeastPiece& least, const ChunkSink& sink) {
  ZipWriter zip(sink);
  for (const auto& picture : source.pictures()) {
    const json file = labelme_file(source, picture, least);
    if (!file["shapes"].empty()) zip.add(picture.stem + ".json", file.dump(1) + "\n");
  }
  zip.close();
}

}  // namespace panet::serve
