#include <fmt/format.h>

#include <memory>

#include "panet/base/note.h"
#include "serve/api/answer.h"
#include "serve/http/failure.h"
#include "serve/tools/label_studio/label_studio.h"
#include "serve/tools/sent_picture.h"

// What Label Studio asks of an ML backend: docs/tools.md.
namespace panet::serve {
namespace {

using nlohmann::json;
using Handle = std::function<json(LabelStudio&, const json& body)>;

json health() {
  return {{"status", "UP"}, {"model_class", "PANet"}};
}

json set_up(LabelStudio& studio, const json& body) {
  studio.set_up(body);
  return {{"model_version", studio.version()}};
}

json predict(LabelStudio& studio, const json& body) {
  return {
      {"results", studio.predictions(list_field(body, "tasks"), text_field(body, "label_config"))}};
}

json versions(LabelStudio& studio, const json&) {
  return {{"versions", {studio.version()}}};
}

const json& part(const json& body, const char* name) {
  if (!has_field(body, name) || !body.at(name).is_object())
    throw BadRequest(fmt::format("\"{}\" is missing", name));
  return body.at(name);
}

void learn(LabelStudio& studio, const json& body) {
  studio.learn(part(body, "task"), part(body, "annotation"),
               text_field(part(body, "project"), "label_config"));
}

// Of several at once, each with its task. Those that fail are told, and the others are learned.
void learn_each(LabelStudio& studio, const json& body) {
  const auto& tasks = list_field(body, "task");
  const auto& annotations = list_field(body, "annotation");
  const auto config = text_field(part(body, "project"), "label_config");
  for (const auto& annotation : annotations) {
    const auto id = whole_field(annotation, "task", 0, INT64_MAX);
    const auto task =
        std::ranges::find_if(tasks, [&](const json& one) { return id_of(one) == id; });
    if (task != tasks.end()) studio.learns(*task, annotation, config);
  }
}

void forget(LabelStudio& studio, const json& body) {
  for (const auto& annotation : list_field(body, "annotations")) studio.forget(id_of(annotation));
}

void learn_all(LabelStudio& studio, const json& body) {
  const auto& project = part(body, "project");
  const auto id = id_of(project);
  const auto count = studio.learn_all(id, text_field(project, "label_config"));
  note(fmt::format("Label Studio: {} annotation(s) of project {} learned", count, id));
}

// What Label Studio tells of, by the names that it has for it; of the rest nothing is to be done.
const std::map<std::string, std::function<void(LabelStudio&, const json&)>> kActions = {
    {"ANNOTATION_CREATED", learn},       {"ANNOTATION_UPDATED", learn},
    {"ANNOTATIONS_CREATED", learn_each}, {"ANNOTATIONS_DELETED", forget},
    {"START_TRAINING", learn_all},
};

// It drops the answer, so what fails is told here, too.
Response heard(LabelStudio& studio, const json& body) {
  const auto action = kActions.find(text_field(body, "action"));
  if (action == kActions.end()) return json_answer({{"status", "ok"}});
  try {
    action->second(studio, body);
  } catch (const Error& error) {
    note(fmt::format("Label Studio: {}: {}", action->first, error.what()));
    throw;
  }
  return json_answer({{"status", "ok"}, {"result", {{"model_version", studio.version()}}}}, 201);
}

}  // namespace

std::vector<Route> label_studio_routes(Labeller& labeller, const LabelStudioOptions& options) {
  const auto studio = std::make_shared<LabelStudio>(labeller, options);
  const auto posted = [&](const char* path, const char* summary, Handle handle) -> Route {
    return {.method = "POST",
            .path = path,
            .query = {},
            .summary = summary,
            .handler =
                [studio, handle = std::move(handle)](const Call& call) {
                  return json_answer(handle(*studio, parse_body(call.request())));
                },
            .most_body = kMostToolBody};
  };
  const auto nothing = [](LabelStudio&, const json&) { return json::object(); };
  return {
      {.method = "GET",
       .path = "/health",
       .query = {},
       .summary = "Whether it is there",
       .handler = [](const Call&) { return json_answer(health()); }},
      posted("/setup", "A project connects", set_up),
      posted("/predict", "Regions in the pictures of tasks", predict),
      {.method = "POST",
       .path = "/webhook",
       .query = {},
       .summary = "What was done to annotations",
       .handler = [studio](const Call& call) { return heard(*studio, parse_body(call.request())); },
       .most_body = kMostToolBody},
      {.method = "GET",
       .path = "/versions",
       .query = {},
       .summary = "The model's versions, which is one",
       .handler = [studio](const Call&) { return json_answer(versions(*studio, json::object())); }},
      posted("/validate", "Whether a configuration has something to draw with",
             [](LabelStudio&, const json& body) {
               parse_label_config(text_field(body, "config"));
               return json::object();
             }),
      posted("/train", "Nothing: all that is submitted is learned at once", nothing),
      posted("/job_status", "Nothing: there are no jobs", nothing),
      posted("/duplicate_model", "Nothing", nothing),
      posted("/delete", "Nothing: what was learned stays", nothing)};
}

}  // namespace panet::serve
