#include <optional>

#include "serve/api/answer.h"
#include "serve/api/routes.h"
#include "serve/api/values.h"

namespace panet::serve {
namespace {

using nlohmann::json;

constexpr int64_t kMostId = int64_t{1} << 40;
constexpr int64_t kMostSide = 16384;
constexpr double kMostThreshold = 10;

Sight sight_of(const json& body) {
  Sight sight;
  if (has_field(body, "side")) sight.side = whole_field(body, "side", 1, kMostSide);
  if (has_field(body, "beside")) sight.beside = whole_field(body, "beside", 1, kMostId);
  return sight;
}

Response painted(Labeller& labeller, const Call& call) {
  const auto body = parse_body(call.request(), {"class", "shapes", "preview", "side", "beside"});
  const auto class_id = whole_field(body, "class", 1, kMostId);
  const auto shapes = parse_shapes(list_field(body, "shapes"));
  const auto sight = sight_of(body);
  return json_answer(json_of(flag_field(body, "preview", false)
                                 ? labeller.preview(call.id(), class_id, shapes, sight)
                                 : labeller.paint(call.id(), class_id, shapes, sight)));
}

Response moved(Labeller& labeller, const Call& call) {
  const auto body = parse_body(call.request(), {"class", "threshold", "side", "beside"});
  return json_answer(json_of(labeller.set_threshold(
      call.id(), whole_field(body, "class", 1, kMostId),
      number_field(body, "threshold", -kMostThreshold, kMostThreshold), sight_of(body))));
}

}  // namespace

std::vector<Route> painting_routes(Labeller& labeller) {
  return {
      {.method = "POST",
       .path = "/api/pictures/{id}/edits",
       .query = {},
       .summary = "Paints a class in it",
       .handler = [&](const Call& call) { return painted(labeller, call); }},
      {.method = "POST",
       .path = "/api/pictures/{id}/threshold",
       .query = {},
       .summary = "Makes a class's mask in it larger or smaller",
       .handler = [&](const Call& call) { return moved(labeller, call); }},
  };
}

}  // namespace panet::serve
