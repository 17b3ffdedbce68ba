#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "image/nearest.h"
#include "image/rle.h"
#include "image/shrunk.h"
#include "serve/api/answer.h"
#include "serve/api/routes.h"
#include "serve/api/values.h"
#include "serve/formats/instances.h"
#include "serve/http/failure.h"

namespace panet::serve {
namespace {

using nlohmann::json;

constexpr int64_t kMostId = int64_t{1} << 40;
constexpr int64_t kMostSide = 16384;

// How the pieces are told.
struct Wanted {
  std::optional<int64_t> side;
  LeastPiece least;
};

// Of each piece its pixels in the picture, and its mask at the size that is wanted.
json pieces_json(const ClassInstances& instances, PictureSize size) {
  std::vector<int64_t> pixels(instances.count + 1, 0);
  for (const int32_t number : instances.map.all()) ++pixels[static_cast<std::size_t>(number)];
  const auto masks = encode_rle(resized_to_nearest(instances.map, size), instances.count);
  auto pieces = json::array();
  for (std::size_t i = 0; i < masks.size(); ++i)
    pieces.push_back({{"pixels", pixels[i + 1]}, {"mask", compress_rle(masks[i])}});
  return pieces;
}

json rest_json(const Mask& rest, PictureSize size) {
  return rest.empty() ? json() : json(compress_rle(encode_rle(resized_to_nearest(rest, size))));
}

Response pieces_answer(const Project& project, PictureId picture, ClassId class_id,
                       const Wanted& wanted) {
  const auto revision = project.picture(picture).revision;
  const auto standing = project.mask(picture, class_id);
  const bool one_piece = project.class_of(class_id).one_piece;
  const auto instances = instances_of(standing.mask, project.added(picture, class_id),
                                      standing.lines, one_piece, wanted.least);
  const auto whole = standing.mask.dimensions();
  const auto size = wanted.side ? shrunk_size(whole, *wanted.side) : whole;
  return json_answer({{"picture", picture},
                      {"revision", revision},
                      {"class", class_id},
                      {"width", size.width},
                      {"height", size.height},
                      {"pieces", pieces_json(instances, size)},
                      {"rest", rest_json(instances.rest, size)},
                      {"lines", json_of(standing.lines)}});
}

ClassId class_in(const Call& call) {
  const auto class_id = call.whole_number("class", 1, kMostId);
  if (!class_id) throw BadRequest("say of which class: ?class=1");
  return *class_id;
}

Wanted wanted_by(const Call& call) {
  return {.side = call.whole_number("side", 1, kMostSide),
          .least = parse_least(call.text("least"))};
}

Response shown(Labeller& labeller, const Call& call) {
  labeller.look_at(call.id());
  return pieces_answer(labeller.project(), call.id(), class_in(call), wanted_by(call));
}

Response divided(Labeller& labeller, const Call& call) {
  const auto body = parse_body(call.request(), {"class", "lines", "side"});
  const auto class_id = whole_field(body, "class", 1, kMostId);
  Wanted wanted;
  if (has_field(body, "side")) wanted.side = whole_field(body, "side", 1, kMostSide);
  const auto lines = parse_lines(list_field(body, "lines"));
  labeller.look_at(call.id());
  labeller.project().divide(call.id(), class_id, lines);
  return pieces_answer(labeller.project(), call.id(), class_id, wanted);
}

Response forgotten(Labeller& labeller, const Call& call) {
  expect_no_fields(call.request());
  labeller.look_at(call.id());
  labeller.project().forget_lines(call.id(), class_in(call));
  return pieces_answer(labeller.project(), call.id(), class_in(call), wanted_by(call));
}

}  // namespace

std::vector<Route> piece_routes(Labeller& labeller) {
  return {
      {.method = "GET",
       .path = "/api/pictures/{id}/pieces",
       .query = {"class", "side", "least"},
       .summary = "The objects of a class in it, and the lines that cut and join them",
       .handler = [&](const Call& call) { return shown(labeller, call); }},
      {.method = "POST",
       .path = "/api/pictures/{id}/pieces",
       .query = {},
       .summary = "Cuts a class's pieces in it apart, or joins them",
       .handler = [&](const Call& call) { return divided(labeller, call); }},
      {.method = "DELETE",
       .path = "/api/pictures/{id}/pieces",
       .query = {"class", "side", "least"},
       .summary = "Forgets how they were cut and joined",
       .handler = [&](const Call& call) { return forgotten(labeller, call); }},
  };
}

}  // namespace panet::serve
