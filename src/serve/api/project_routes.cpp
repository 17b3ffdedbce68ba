#include <utility>

#include "base/utf8_name.h"
#include "panet/model/precision.h"
#include "serve/api/answer.h"
#include "serve/api/routes.h"
#include "serve/api/values.h"

namespace panet::serve {
namespace {

using nlohmann::json;

json model_of(const Labeller& labeller) {
  const auto& options = labeller.options();
  return {{"name", labeller.model().graph.options.architecture},
          {"fingerprint", labeller.model().fingerprint},
          {"input_size", options.input_size},
          {"precision", text_of(options.compute.precision)}};
}

json features_of(const Labeller& labeller) {
  const auto kept = labeller.kept_features();
  return {{"kept", kept.photographs}, {"bytes", kept.bytes}, {"most_bytes", kept.most_bytes}};
}

json project_of(Labeller& labeller) {
  auto& project = labeller.project();
  auto classes = json::array();
  for (const auto& row : project.classes()) classes.push_back(json_of(row));
  const auto job = labeller.job();
  return {{"version", PANET_VERSION},
          {"id", project.identity()},
          {"folder", utf8_name(project.photos().filename().string())},
          {"revision", project.revision()},
          {"can_undo", project.can_undo()},
          {"can_redo", project.can_redo()},
          {"pictures", json_of(project.counts())},
          {"classes", std::move(classes)},
          {"model", model_of(labeller)},
          {"features", features_of(labeller)},
          {"job", job ? json_of(*job) : json()}};
}

Response undone(Labeller& labeller, const Call& call) {
  expect_no_fields(call.request());
  return json_answer(json_of(labeller.undo()));
}

Response redone(Labeller& labeller, const Call& call) {
  expect_no_fields(call.request());
  return json_answer(json_of(labeller.redo()));
}

Response stream(Broadcast& events) {
  Response response;
  response.content_type = "text/event-stream";
  response.events = events.listen();
  return response;
}

}  // namespace

std::vector<Route> project_routes(Labeller& labeller, Broadcast& events) {
  return {
      {.method = "GET",
       .path = "/api/project",
       .query = {},
       .summary = "The project: its classes, how many pictures have which status, the model",
       .handler = [&](const Call&) { return json_answer(project_of(labeller)); }},
      {.method = "GET",
       .path = "/api/events",
       .query = {},
       .summary = "What changes, as server-sent events",
       .handler = [&](const Call&) { return stream(events); }},
      {.method = "POST",
       .path = "/api/undo",
       .query = {},
       .summary = "Takes the last change back",
       .handler = [&](const Call& call) { return undone(labeller, call); }},
      {.method = "POST",
       .path = "/api/redo",
       .query = {},
       .summary = "Makes it again",
       .handler = [&](const Call& call) { return redone(labeller, call); }},
  };
}

}  // namespace panet::serve
