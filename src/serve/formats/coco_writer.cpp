#include <nlohmann/json.hpp>

#include "base/json_array.h"
#include "base/own_mark.h"
#include "image/outline.h"
#include "image/rle.h"
#include "serve/formats/writers.h"

namespace panet::serve {
namespace {

using nlohmann::json;

json segmentation_of(const Rle& rle) {
  return {{"size", {rle.height, rle.width}}, {"counts", compress_rle(rle)}};
}

// Polygons where they say all: COCO's have no holes.
json segmentation_of(const Rle& rle, const std::vector<Outline>& outlines) {
  json polygons = json::array();
  for (const Outline& outline : outlines) {
    if (!outline.holes.empty()) return segmentation_of(rle);
    json& polygon = polygons.emplace_back(json::array());
    for (const Point& point : outline.around) {
      polygon.push_back(point.x);
      polygon.push_back(point.y);
    }
  }
  return polygons;
}

json annotation(const Rle& rle, json segmentation, bool is_crowd) {
  return {{"segmentation", std::move(segmentation)},
          {"area", rle_area(rle)},
          {"bbox", rle_box(rle)},
          {"iscrowd", int{is_crowd}}};
}

// One of each instance; then, marked as a crowd, one of all smaller pieces.
std::vector<json> annotations_of(const ClassInstances& instances) {
  const auto rles = encode_rle(instances.map, instances.count);
  const auto outlines = outlines_of(instances.map, instances.count);
  std::vector<json> annotations;
  for (std::size_t i = 0; i < rles.size(); ++i)
    annotations.push_back(annotation(rles[i], segmentation_of(rles[i], outlines[i]), false));
  if (instances.rest.empty()) return annotations;
  const Rle rest = encode_rle(instances.rest);
  annotations.push_back(annotation(rest, segmentation_of(rest), true));
  return annotations;
}

void write_images(const ExportSource& source, const ChunkSink& sink) {
  JsonArray images(sink, "", "images");
  for (const auto& picture : source.pictures())
    images.add({{"id", picture.id},
                {"file_name", picture.name},
                {"height", picture.size.height},
                {"width", picture.size.width}});
  images.close();
}

void write_categories(const ExportSource& source, const ChunkSink& sink) {
  JsonArray categories(sink, ",\n", "categories");
  for (std::size_t i = 0; i < source.classes().size(); ++i)
    categories.add({{"id", i + 1}, {"name", source.classes()[i].name}});
  categories.close();
}

void write_annotations(const ExportSource& source, const LeastPiece& least, const ChunkSink& sink) {
  JsonArray annotations(sink, ",\n", "annotations");
  std::size_t next_id = 1;
  for (const auto& picture : source.pictures())
    for (const auto& mask : source.masks(picture))
      for (auto& entry : annotations_of(source.instances(mask, least))) {
        entry["id"] = next_id++;
        entry["image_id"] = picture.id;
        entry["category_id"] = mask.label;
        annotations.add(entry);
      }
  annotations.close();
}

}  // namespace

void write_coco(const ExportSource& source, const LeastPiece& least, const ChunkSink& sink) {
  sink_text(sink, "{\"info\":" + json({{"description", own_mark_text()}}).dump() + ",\n");
  write_images(source, sink);
  write_categories(source, sink);
  write_annotations(source, least, sink);
  sink_text(sink, "}\n");
}

}  // namespace panet::serve
