#include <fmt/format.h>

#include <filesystem>
#include <iterator>
#include <nlohmann/json.hpp>
#include <utility>

#include "image/outline.h"
#include "serve/formats/json_text.h"
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

std::string points_text(const Ring& ring) {
  std::string text = "[";
  for (const Point& point : ring)
    fmt::format_to(std::back_inserter(text), "{}[{:.1f},{:.1f}]", text.size() > 1 ? "," : "",
                   point.x, point.y);
  return text + "]";
}

// group: a number that no other instance of the picture has, or null.
std::string labelme_shape(const std::string& label, const Ring& ring, const json& group) {
  const json shape = {{"label", label},          {"group_id", group},       {"description", ""},
                      {"shape_type", "polygon"}, {"flags", json::object()}, {"mask", nullptr}};
  return with_field(shape, "points", points_text(ring));
}

// The shapes of a file, as the text of a list of json.
class LabelmeShapes {
 public:
  void add(const std::string& shape) {
    text_.append(text_.size() > 1 ? ",\n" : "\n").append(shape);
  }

  // An instance that does not hang together is several shapes of one group.
  void add(const std::string& label, const std::vector<Outline>& outlines) {
    const json group = outlines.size() > 1 ? json(++groups_) : json();
    for (const Outline& outline : outlines) add(labelme_shape(label, one_ring({outline}), group));
  }

  std::string text() && { return std::move(text_) + "\n]"; }

 private:
  std::string text_ = "[";
  int groups_ = 0;
};

std::string labelme_file(const ExportSource& source, const ExportedPicture& picture,
                         const LeastPiece& least) {
  LabelmeShapes shapes;
  for (const auto& mask : source.masks(picture)) {
    const std::string& label = source.class_of(mask).name;
    const auto instances = source.instances(mask, least);
    for (const auto& outlines : outlines_of(instances.map, instances.count))
      shapes.add(label, outlines);
    if (!instances.rest.empty())
      shapes.add(labelme_shape(label, one_ring(outlines_of(instances.rest)), nullptr));
  }
  const json file = {{"version", "5.5.0"},
                     {"flags", json::object()},
                     {"imagePath", std::filesystem::path(picture.name).filename().string()},
                     {"imageData", nullptr},
                     {"imageHeight", picture.size.height},
                     {"imageWidth", picture.size.width}};
  return with_field(file, "shapes", std::move(shapes).text()) + "\n";
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
  for (const auto& picture : source.pictures())
    zip.add(picture.stem + ".json", labelme_file(source, picture, least));
  zip.close();
}

}  // namespace panet::serve
