#include <fmt/format.h>

#include <iterator>
#include <nlohmann/json.hpp>

#include "base/json_array.h"
#include "image/mask.h"
#include "serve/formats/label_studio_region.h"
#include "serve/formats/writers.h"

namespace panet::serve {
namespace {

using nlohmann::json;

// A path in an address.
std::string address_of(const std::string& name) {
  constexpr std::string_view kPlain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
  std::string address = "/data/local-files/?d=";
  for (const char c : name)
    if (kPlain.find(c) != std::string_view::npos)
      address += c;
    else
      fmt::format_to(std::back_inserter(address), "%{:02X}", static_cast<unsigned char>(c));
  return address;
}

void add_regions(json& regions, const ExportSource& source, const ExportedMask& mask,
                 const LeastPiece& least) {
  const ClassRow& row = source.class_of(mask);
  const auto instances = source.instances(mask, least);
  const auto add = [&](const Mask& pixels) {
    regions.push_back(
        brush_region(fmt::format("{}-{}", row.id, regions.size() + 1), {}, row.name, pixels));
  };
  for (std::size_t i = 1; i <= instances.count; ++i)
    add(where(instances.map, static_cast<int32_t>(i)));
  if (!instances.rest.empty()) add(instances.rest);
}

// What people decided are annotations, what the program found predictions.
json task_of(const ExportSource& source, const ExportedPicture& picture, const LeastPiece& least) {
  json decided = json::array(), predicted = json::array();
  for (const auto& mask : source.masks(picture))
    add_regions(mask.origin == Origin::kProgram ? predicted : decided, source, mask, least);
  json task = {{"id", picture.id}, {"data", {{"image", address_of(picture.name)}}}};
  if (picture.is_decided) task["annotations"] = {{{"result", std::move(decided)}}};
  if (!predicted.empty())
    task["predictions"] = {{{"model_version", "panet"}, {"result", std::move(predicted)}}};
  return task;
}

}  // namespace

void write_label_studio(const ExportSource& source, const LeastPiece& least,
                        const ChunkSink& sink) {
  JsonArray tasks(sink, "", "");
  for (const auto& picture : source.pictures()) tasks.add(task_of(source, picture, least));
  tasks.close();
  sink_text(sink, "\n");
}

}  // namespace panet::serve
