#include <fmt/format.h>

#include <chrono>
#include <set>

#include "serve/api/answer.h"
#include "serve/http/failure.h"
#include "serve/tools/found_objects.h"
#include "serve/tools/sent_picture.h"
#include "serve/tools/simplified_ring.h"
#include "serve/tools/tool.h"

// What X-AnyLabeling asks of a "remote server": docs/tools.md.
namespace panet::serve {
namespace {

using nlohmann::json;

constexpr const char* kModel = "panet";
constexpr double kUsualFineness = 0.001;  // of the tool's slider

// How it says that something failed.
Response failed() {
  auto response = response_of_current_exception();
  auto body = json::parse(response.body);
  body["success"] = false;
  response.body = body.dump();
  return response;
}

Response succeeded(const json& data) {
  return json_answer({{"success", true}, {"data", data}});
}

template <typename Handle>
std::function<Response(const Call&)> answering(Handle handle) {
  return [handle](const Call& call) {
    try {
      return handle(call);
    } catch (...) {
      return failed();
    }
  };
}

json health() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return {{"status", "healthy"},
          {"models_loaded", 1},
          {"timestamp", std::chrono::duration<double>(now).count()}};
}

// One model for all classes; the tool's own filter chooses among them.
json model_info(Labeller& labeller) {
  json classes = json::array();
  for (const auto& row : labeller.learned_classes()) classes.push_back(row.name);
  return {{"display_name", "PANet"},
          {"widgets",
           {{{"name", "button_run"}, {"value", nullptr}},
            {{"name", "button_classes_filter"}, {"value", nullptr}},
            {{"name", "edit_conf"}, {"value", 0.5}},
            {{"name", "input_conf"}, {"value", nullptr}},
            {{"name", "mask_fineness_slider"}, {"value", 10}},
            {{"name", "mask_fineness_value_label"}, {"value", nullptr}},
            {{"name", "toggle_preserve_existing_annotations"}, {"value", false}}}},
          {"params", {{"epsilon_factor", kUsualFineness}}},
          {"classes", std::move(classes)},
          {"capabilities", json::object()},
          {"batch_processing_mode", "default"}};
}

// What the tool asks for besides the picture.
struct Wishes {
  double least_score = 0, fineness = kUsualFineness;
  std::set<std::string> classes;  // empty: all
};

Wishes wishes_in(const json& body) {
  Wishes wishes;
  if (!has_field(body, "params")) return wishes;
  const auto& params = body.at("params");
  if (has_field(params, "conf_threshold"))
    wishes.least_score = number_field(params, "conf_threshold", 0, 1);
  if (has_field(params, "epsilon_factor"))
    wishes.fineness = number_field(params, "epsilon_factor", 0, 1);
  if (has_field(params, "filter_classes"))
    for (const auto& name : list_field(params, "filter_classes"))
      if (name.is_string()) wishes.classes.insert(name.get<std::string>());
  return wishes;
}

json shape_of(const std::string& label, const Ring& ring, double score, const json& group) {
  json points = json::array();
  for (const auto& point : ring) points.push_back({point.x, point.y});
  return {{"label", label},          {"shape_type", "polygon"},     {"points", std::move(points)},
          {"score", score},          {"group_id", group},           {"attributes", json::object()},
          {"description", ""},       {"difficult", false},          {"direction", 0},
          {"flags", json::object()}, {"kie_linking", json::array()}};
}

// It knows polygons alone: holes are joined to what is around them, and an object that does not
// hang together is several of one group. Specks that hang on an object by a corner are left out.
json shapes_of(std::vector<Outline> parts, const std::string& name, double score, int group,
               double fineness, int64_t least_pixels) {
  std::erase_if(parts, [&](const Outline& part) {
    return enclosed_area(part.around) < static_cast<double>(least_pixels);
  });
  json shapes = json::array();
  for (const auto& part : parts)
    shapes.push_back(shape_of(name, simplified_ring(part, fineness), score,
                              parts.size() > 1 ? json(group) : json()));
  return shapes;
}

json shapes_in(const FoundClasses& found, const Wishes& wishes) {
  const LeastPiece least;
  const auto [map, objects] = objects_in(found, wishes.least_score, least);
  const auto outlines = outlines_of(map, objects.size());
  json shapes = json::array();
  for (std::size_t i = 0; i < objects.size(); ++i) {
    const auto& name = found.classes[objects[i].label - 1].name;
    if (!wishes.classes.empty() && !wishes.classes.contains(name)) continue;
    for (auto& shape : shapes_of(outlines[i], name, objects[i].score, static_cast<int>(i + 1),
                                 wishes.fineness, least.pixels(map.dimensions())))
      shapes.push_back(std::move(shape));
  }
  return shapes;
}

void expect_model(const std::string& name) {
  if (name != kModel)
    throw NotFound("no_such_model", fmt::format("there is no model {:.40}, but panet", name));
}

Response predicted(Labeller& labeller, const Call& call) {
  const auto body = parse_body(call.request());
  expect_model(text_field(body, "model"));
  const auto shapes = shapes_in(labeller.find_in(sent_picture(body)), wishes_in(body));
  // "replace" is the tool's own switch, as long as nothing is said of it here.
  return succeeded({{"shapes", shapes}, {"description", ""}});
}

Response info(Labeller& labeller, const Call& call) {
  expect_model(call.part("model"));
  return succeeded(model_info(labeller));
}

}  // namespace

std::vector<Route> xanylabeling_routes(Labeller& labeller) {
  return {
      {.method = "GET",
       .path = "/health",
       .query = {},
       .summary = "Whether it is there",
       .handler = [](const Call&) { return json_answer(health()); }},
      {.method = "GET",
       .path = "/v1/models",
       .query = {},
       .summary = "The models, which is one",
       .handler = answering([&labeller](const Call&) {
         return succeeded({{kModel, model_info(labeller)}});
       })},
      {.method = "GET",
       .path = "/v1/models/{model}/info",
       .query = {},
       .summary = "One of them",
       .handler = answering([&labeller](const Call& call) { return info(labeller, call); })},
      {.method = "POST",
       .path = "/v1/predict",
       .query = {},
       .summary = "Polygons in a picture",
       .handler = answering([&labeller](const Call& call) { return predicted(labeller, call); }),
       .most_body = kMostToolBody}};
}

}  // namespace panet::serve
