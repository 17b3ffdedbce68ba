#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <utility>

#include "image/outline.h"
#include "image/rle.h"
#include "serve/api/answer.h"
#include "serve/formats/json_text.h"
#include "serve/http/failure.h"
#include "serve/tools/found_objects.h"
#include "serve/tools/sent_picture.h"
#include "serve/tools/simplified_ring.h"
#include "serve/tools/tool.h"

// What CVAT asks of its serverless functions, as if this were nuclio's dashboard: docs/tools.md.
namespace panet::serve {
namespace {

using nlohmann::json;

constexpr const char* kDetector = "panet";
constexpr const char* kInteractor = "panet-interactor";

json function_of(const char* name, json annotations, const char* description) {
  annotations["framework"] = "panet";
  return {{"metadata", {{"name", name}, {"annotations", std::move(annotations)}}},
          {"spec", {{"description", description}}},
          {"status", {{"state", "ready"}}}};
}

// CVAT wants the labels as a text of JSON.
json detector(Labeller& labeller) {
  json labels = json::array();
  for (const auto& row : labeller.learned_classes())
    labels.push_back({{"id", row.id}, {"name", row.name}, {"type", "mask"}});
  return function_of(kDetector, {{"name", "PANet"}, {"type", "detector"}, {"spec", labels.dump()}},
                     "What was painted in a few pictures, found in all others");
}

// Version 2 is what CVAT calls those that answer with masks.
json interactor() {
  return function_of(kInteractor,
                     {{"name", "PANet: one object by clicks"},
                      {"type", "interactor"},
                      {"spec", "[]"},
                      {"version", "2"},
                      {"min_pos_points", "1"},
                      {"min_neg_points", "0"},
                      {"help_message",
                       "Click on the object; on what is around it by the right "
                       "button"}},
                     "An object by clicks on it and around it");
}

json functions(Labeller& labeller) {
  return {{kDetector, detector(labeller)}, {kInteractor, interactor()}};
}

// Row by row the pixels of the box around an object, then the box: to its last column and row.
std::string mask_text(const Instances& map, int32_t object, const std::array<int64_t, 4>& box) {
  const auto [left, top, width, height] = box;
  std::string text = "[";
  for (int64_t y = top; y < top + height; ++y)
    for (int64_t x = left; x < left + width; ++x) text += map.at(y, x) == object ? "1," : "0,";
  return text + fmt::format("{},{},{},{}]", left, top, left + width - 1, top + height - 1);
}

// The line around the largest part of an object.
Ring ring_of(const std::vector<Outline>& parts) {
  const auto largest = std::ranges::max_element(
      parts, {}, [](const Outline& part) { return enclosed_area(part.around); });
  return largest == parts.end() ? Ring() : largest->around;
}

// x and y in turn, for who wants polygons of a detector.
json numbers_of(const Ring& ring) {
  json numbers = json::array();
  for (const auto& point : ring) {
    numbers.push_back(point.x);
    numbers.push_back(point.y);
  }
  return numbers;
}

json pairs_of(const Ring& ring) {
  json pairs = json::array();
  for (const auto& point : ring) pairs.push_back({point.x, point.y});
  return pairs;
}

std::string detected(const FoundClasses& found, double least_score) {
  const auto [map, objects] = objects_in(found, least_score);
  const auto outlines = outlines_of(map, objects.size());
  const auto runs = encode_rle(map, objects.size());
  std::string all = "[";
  for (std::size_t i = 0; i < objects.size(); ++i) {
    const json object = {{"confidence", fmt::format("{:.4f}", objects[i].score)},
                         {"label", found.classes[objects[i].label - 1].name},
                         {"type", "mask"},
                         {"points", numbers_of(ring_of(outlines[i]))},
                         {"attributes", json::array()}};
    const auto mask = mask_text(map, static_cast<int32_t>(i + 1), rle_box(runs[i]));
    all.append(i > 0 ? "," : "").append(with_field(object, "mask", mask));
  }
  return all + "]";
}

std::string detect(Labeller& labeller, const json& body) {
  const double least_score =
      has_field(body, "threshold") ? number_field(body, "threshold", 0, 1) : 0;
  return detected(labeller.find_in(sent_picture(body)), least_score);
}

std::vector<Point> points_in(const json& body, const std::string& name) {
  constexpr double kMost = 1e6;
  std::vector<Point> points;
  if (!has_field(body, name)) return points;
  for (const auto& point : list_field(body, name)) {
    if (!point.is_array() || point.size() != 2)
      throw BadRequest(fmt::format("\"{}\" has to be a list of pairs of numbers", name));
    const json pair = {{"x", point[0]}, {"y", point[1]}};
    points.push_back(
        {number_field(pair, "x", -kMost, kMost), number_field(pair, "y", -kMost, kMost)});
  }
  return points;
}

Clicks clicks_in(const json& body) {
  Clicks clicks = {.object = points_in(body, "pos_points"),
                   .surroundings = points_in(body, "neg_points"),
                   .box = {}};
  const auto box = points_in(body, "obj_bbox");
  if (box.size() == 2) clicks.box = {.a = box[0], .b = box[1]};
  return clicks;
}

// A list of JSON of which each entry has a comma behind it.
std::string closed(std::string list) {
  if (list.ends_with(',')) list.pop_back();
  list += ']';
  return list;
}

std::string row_text(std::span<const uint8_t> row) {
  std::string text = "[";
  for (const uint8_t pixel : row) text += pixel != 0 ? "255," : "0,";
  return closed(std::move(text));
}

std::string rows_text(const Mask& mask) {
  std::string text = "[";
  for (int64_t y = 0; y < mask.height(); ++y) text.append(row_text(mask.row(y))).append(",");
  return closed(std::move(text));
}

// Its mask, and the line around it.
std::string interact(Labeller& labeller, const json& body) {
  const auto mask = labeller.object_in(sent_picture(body), clicks_in(body));
  return with_field({{"points", pairs_of(ring_of(outlines_of(mask)))}}, "mask", rows_text(mask));
}

[[noreturn]] void throw_no_function(const std::string& name) {
  throw NotFound("no_such_function", fmt::format("there is no function {:.40}; there are {} and {}",
                                                 name, kDetector, kInteractor));
}

Response text_answer(std::string text) {
  Response response;
  response.body = std::move(text);
  return response;
}

Response invoked(Labeller& labeller, const Call& call) {
  const auto name = call.request().header("x-nuclio-function-name").value_or("");
  const auto body = parse_body(call.request());
  if (name == kDetector) return text_answer(detect(labeller, body));
  if (name == kInteractor) return text_answer(interact(labeller, body));
  throw_no_function(name);
}

Response function_named(Labeller& labeller, const std::string& name) {
  const auto all = functions(labeller);
  if (!all.contains(name)) throw_no_function(name);
  return json_answer(all.at(name));
}

}  // namespace

std::vector<Route> cvat_routes(Labeller& labeller) {
  return {
      {.method = "GET",
       .path = "/api/functions",
       .query = {},
       .summary = "The functions: a detector and an interactor",
       .handler = [&labeller](const Call&) { return json_answer(functions(labeller)); }},
      {.method = "GET",
       .path = "/api/functions/{name}",
       .query = {},
       .summary = "One of them",
       .handler =
           [&labeller](const Call& call) { return function_named(labeller, call.part("name")); }},
      {.method = "POST",
       .path = "/api/function_invocations",
       .query = {},
       .summary = "Masks of all objects in a picture, or of that which was clicked at",
       .handler = [&labeller](const Call& call) { return invoked(labeller, call); },
       .most_body = kMostToolBody}};
}

}  // namespace panet::serve
