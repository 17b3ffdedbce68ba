#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "image/outline.h"
#include "image/rle.h"
#include "serve/api/answer.h"
#include "serve/http/failure.h"
#include "serve/tools/found_objects.h"
#include "serve/tools/sent_picture.h"
#include "serve/tools/tool.h"

// What CVAT asks of its serverless functions, as if this were nuclio's dashboard: docs/tools.md.
namespace panet::serve {
namespace {

using nlohmann::json;

constexpr const char* kFunction = "panet";

// CVAT wants the labels as a text of JSON.
json function_of(Labeller& labeller) {
  json labels = json::array();
  for (const auto& row : labeller.learned_classes())
    labels.push_back({{"id", row.id}, {"name", row.name}, {"type", "mask"}});
  return {{"metadata",
           {{"name", kFunction},
            {"annotations",
             {{"name", "PANet"},
              {"type", "detector"},
              {"framework", "panet"},
              {"spec", labels.dump()}}}}},
          {"spec", {{"description", "What was painted in a few pictures, found in all others"}}},
          {"status", {{"state", "ready"}}}};
}

void expect_function(const std::string& name) {
  if (name != kFunction)
    throw NotFound("no_such_function", fmt::format("there is no function {:.40}, but panet", name));
}

// Row by row the pixels of the box around an object, then the box: to its last column and row.
json mask_of(const Instances& map, int32_t object, const std::array<int64_t, 4>& box) {
  const auto [left, top, width, height] = box;
  json numbers = json::array();
  for (int64_t y = top; y < top + height; ++y)
    for (int64_t x = left; x < left + width; ++x) numbers.push_back(map.at(y, x) == object ? 1 : 0);
  for (const int64_t side : {left, top, left + width - 1, top + height - 1})
    numbers.push_back(side);
  return numbers;
}

// For who wants polygons: the line around the largest part of an object.
json points_of(const std::vector<Outline>& parts) {
  const auto largest =
      std::ranges::max_element(parts, {}, [](const Outline& part) { return part.around.size(); });
  json numbers = json::array();
  for (const auto& point : largest->around) {
    numbers.push_back(point.x);
    numbers.push_back(point.y);
  }
  return numbers;
}

json detected(const FoundClasses& found, double least_score) {
  const auto [map, objects] = objects_in(found, least_score);
  const auto outlines = outlines_of(map, objects.size());
  const auto runs = encode_rle(map, objects.size());
  json all = json::array();
  for (std::size_t i = 0; i < objects.size(); ++i)
    all.push_back({{"confidence", fmt::format("{:.4f}", objects[i].score)},
                   {"label", found.classes[objects[i].label - 1].name},
                   {"type", "mask"},
                   {"points", points_of(outlines[i])},
                   {"mask", mask_of(map, static_cast<int32_t>(i + 1), rle_box(runs[i]))},
                   {"attributes", json::array()}});
  return all;
}

Response invoked(Labeller& labeller, const Call& call) {
  expect_function(call.request().header("x-nuclio-function-name").value_or(""));
  const auto body = parse_body(call.request());
  const double least_score =
      has_field(body, "threshold") ? number_field(body, "threshold", 0, 1) : 0;
  return json_answer(detected(labeller.find_in(sent_picture(body)), least_score));
}

Response function_named(Labeller& labeller, const std::string& name) {
  expect_function(name);
  return json_answer(function_of(labeller));
}

}  // namespace

std::vector<Route> cvat_routes(Labeller& labeller) {
  return {
      {.method = "GET",
       .path = "/api/functions",
       .query = {},
       .summary = "The functions, which is one",
       .handler =
           [&labeller](const Call&) {
             return json_answer({{kFunction, function_of(labeller)}});
           }},
      {.method = "GET",
       .path = "/api/functions/{name}",
       .query = {},
       .summary = "One of them",
       .handler =
           [&labeller](const Call& call) { return function_named(labeller, call.part("name")); }},
      {.method = "POST",
       .path = "/api/function_invocations",
       .query = {},
       .summary = "Masks in a picture",
       .handler = [&labeller](const Call& call) { return invoked(labeller, call); },
       .most_body = kMostToolBody}};
}

}  // namespace panet::serve
