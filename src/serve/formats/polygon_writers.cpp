#include <fmt/format.h>

#include <filesystem>
#include <iterator>
#include <nlohmann/json.hpp>

#include "serve/formats/instances.h"
#include "serve/formats/writers.h"
#include "serve/formats/zip_writer.h"

// Formats of a ring of points an instance, in a file a picture.
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

// Pieces that are too small for instances are none to YOLO, which knows no crowd.
std::string yolo_text(const ExportSource& source, const ExportedPicture& picture,
                      const LeastPiece& least) {
  std::string text;
  for (const auto& mask : source.masks(picture)) {
    auto instances = instances_of(mask.mask, source.class_of(mask).one_piece, least);
    instances.rest = {};
    for (const Ring& ring : rings_of(instances)) text += yolo_line(mask.label, ring, picture.size);
  }
  return text;
}

// YAML takes json's way to write a text.
std::string yolo_data(const ExportSource& source) {
  std::string text =
      "# Lay the pictures into images/, beside labels/.\n"
      "path: .\ntrain: images\nval: images\nnames:\n";
  for (std::size_t i = 0; i < source.classes().size(); ++i)
    text += fmt::format("  {}: {}\n", i, json(source.classes()[i].name).dump());
  return text;
}

json labelme_shape(const std::string& label, const Ring& ring) {
  json points = json::array();
  for (const Point& point : ring) points.push_back({point.x, point.y});
  return {{"label", label},    {"points", std::move(points)}, {"group_id", nullptr},
          {"description", ""}, {"shape_type", "polygon"},     {"flags", json::object()},
          {"mask", nullptr}};
}

json labelme_file(const ExportSource& source, const ExportedPicture& picture,
                  const LeastPiece& least) {
  json shapes = json::array();
  for (const auto& mask : source.masks(picture)) {
    const ClassRow& row = source.class_of(mask);
    for (const Ring& ring : rings_of(instances_of(mask.mask, row.one_piece, least)))
      shapes.push_back(labelme_shape(row.name, ring));
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

void write_labelme(const ExportSource& source, const LeastPiece& least, const ChunkSink& sink) {
  ZipWriter zip(sink);
  for (const auto& picture : source.pictures())
    zip.add(picture.stem + ".json", labelme_file(source, picture, least).dump(1) + "\n");
  zip.close();
}

}  // namespace panet::serve
