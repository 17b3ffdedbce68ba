#include "serve/api/answer.h"
#include "serve/api/routes.h"
#include "serve/api/values.h"

namespace panet::serve {
namespace {

ClassChange parsed(const Call& call) {
  const auto body = parse_body(call.request(), {"name", "colour", "one_piece"});
  ClassChange change;
  if (has_field(body, "name")) change.name = text_field(body, "name");
  if (has_field(body, "colour")) change.colour = parse_colour(text_field(body, "colour"));
  if (has_field(body, "one_piece")) change.one_piece = flag_field(body, "one_piece", false);
  return change;
}

Response added(Project& project, const Call& call) {
  const auto wanted = parsed(call);
  const auto name = wanted.name ? *wanted.name : text_field({}, "name");
  return json_answer(
      json_of(project.add_class(name, wanted.colour, wanted.one_piece.value_or(false))), 201);
}

Response removed(Project& project, const Call& call) {
  expect_no_fields(call.request());
  project.remove_class(call.id());
  return {.status = 204};
}

}  // namespace

std::vector<Route> class_routes(Labeller& labeller) {
  auto& project = labeller.project();
  return {
      {.method = "POST",
       .path = "/api/classes",
       .query = {},
       .summary = "Adds a class",
       .handler = [&](const Call& call) { return added(project, call); }},
      {.method = "PATCH",
       .path = "/api/classes/{id}",
       .query = {},
       .summary = "Changes its name, its colour, or whether a picture holds one piece of it",
       .handler =
           [&](const Call& call) {
             return json_answer(json_of(project.change_class(call.id(), parsed(call))));
           }},
      {.method = "DELETE",
       .path = "/api/classes/{id}",
       .query = {},
       .summary = "Removes a class of which nothing was painted or decided",
       .handler = [&](const Call& call) { return removed(project, call); }},
  };
}

}  // namespace panet::serve
