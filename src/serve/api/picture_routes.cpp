#include <fmt/format.h>

#include <array>
#include <span>
#include <string_view>
#include <utility>

#include "serve/api/answer.h"
#include "serve/api/routes.h"
#include "serve/api/values.h"
#include "serve/http/conditional.h"
#include "serve/http/failure.h"

namespace panet::serve {
namespace {

using nlohmann::json;

constexpr int64_t kMostPictures = 500;  // of a page of the list
constexpr int64_t kMostSide = 16384;

constexpr std::array kStatuses = {Status::kFailed,   Status::kMended,    Status::kEmpty,
                                  Status::kAccepted, Status::kPredicted, Status::kAbsent,
                                  Status::kTodo};

constexpr std::array<std::pair<std::string_view, Sort>, 4> kSorts = {
    {{"name", Sort::kName},
     {"uncertain", Sort::kUncertain},
     {"presence", Sort::kPresence},
     {"recent", Sort::kRecent}}};

Status parse_status(const std::string& text) {
  for (const Status status : kStatuses)
    if (text_of(status) == text) return status;
  throw BadRequest(fmt::format("status \"{}\": there is none of that name", text));
}

Sort parse_sort(const std::string& text) {
  for (const auto& [name, sort] : kSorts)
    if (name == text) return sort;
  throw BadRequest(
      fmt::format("sort \"{}\": there are name, uncertain, presence and recent", text));
}

PictureQuery parse_query(const Call& call) {
  PictureQuery query;
  const auto status = call.text("status");
  query.uncertain = status == "uncertain";
  if (status && !query.uncertain) query.status = parse_status(*status);
  if (const auto sort = call.text("sort")) query.sort = parse_sort(*sort);
  query.search = call.text("search").value_or("");
  query.offset = call.whole_number("offset", 0, int64_t{1} << 40).value_or(0);
  query.limit = call.whole_number("limit", 1, kMostPictures).value_or(200);
  return query;
}

Response listed(const Project& project, const Call& call) {
  const auto revision = project.revision();
  const auto page = project.pictures(parse_query(call));
  auto pictures = json::array();
  for (const auto& picture : page.pictures) pictures.push_back(json_of(picture));
  return json_answer(
      {{"total", page.total}, {"revision", revision}, {"pictures", std::move(pictures)}});
}

json whole_picture(const Project& project, PictureId id) {
  auto picture = json_of(project.picture(id));
  auto classes = json::array();
  for (const auto& found : project.classes_in(id)) classes.push_back(json_of(found));
  picture["classes"] = std::move(classes);
  return picture;
}

Response uploaded(Project& project, const Call& call) {
  const auto name = call.text("name");
  if (!name) throw BadRequest("say what the picture is called: POST /api/pictures?name=a.jpg");
  const auto& body = call.request().body;
  return json_answer(json_of(project.add_upload(*name, std::as_bytes(std::span(body)))), 201);
}

std::optional<int64_t> side_of(const Call& call) {
  return call.whole_number("side", 1, kMostSide);
}

// It is not made again for a browser that has it. Another version may draw it otherwise.
template <typename Make>
Response tagged_jpeg(const Call& call, const std::string& fingerprint, Make make) {
  const auto tag = fmt::format("\"{}-{}\"", PANET_VERSION, fingerprint);
  auto response = jpeg_answer(knows(call.request(), tag) ? std::string() : make());
  response.headers.emplace_back("ETag", tag);
  return response;
}

Response thumbnail(Labeller& labeller, const Call& call) {
  const auto side = call.whole_number("side", 64, 512).value_or(256);
  const bool overlay = call.flag("overlay");
  return tagged_jpeg(call, labeller.thumbnail_tag(call.id(), side, overlay),
                     [&] { return labeller.thumbnail(call.id(), side, overlay); });
}

Response image(Labeller& labeller, const Call& call) {
  const auto side = side_of(call);
  return tagged_jpeg(call, labeller.image_tag(call.id(), side),
                     [&] { return labeller.image(call.id(), side); });
}

Decision parse_decision(const std::string& text) {
  if (text == "accept") return Decision::kAccepted;
  if (text == "reject") return Decision::kRejected;
  if (text == "reopen") return Decision::kUndecided;
  throw BadRequest(fmt::format("decision \"{}\": there are accept, reject and reopen", text));
}

Response decided(Labeller& labeller, const Call& call) {
  const auto body = parse_body(call.request(), {"decision", "class"});
  std::optional<ClassId> class_id;
  if (has_field(body, "class")) class_id = whole_field(body, "class", 1, int64_t{1} << 40);
  labeller.decide(call.id(), class_id, parse_decision(text_field(body, "decision")));
  return json_answer(whole_picture(labeller.project(), call.id()));
}

}  // namespace

std::vector<Route> picture_routes(Labeller& labeller) {
  auto& project = labeller.project();
  return {
      {.method = "GET",
       .path = "/api/pictures",
       .query = {"status", "sort", "offset", "limit", "search"},
       .summary = "The pictures, a page of them",
       .handler = [&](const Call& call) { return listed(project, call); }},
      {.method = "POST",
       .path = "/api/pictures",
       .query = {"name"},
       .summary = "Adds a picture",
       .handler = [&](const Call& call) { return uploaded(project, call); },
       .most_body = kMostUpload},
      {.method = "GET",
       .path = "/api/pictures/{id}",
       .query = {},
       .summary = "A picture, and what is known of each class in it",
       .handler = [&](const Call& call) { return json_answer(whole_picture(project, call.id())); }},
      {.method = "GET",
       .path = "/api/pictures/{id}/thumbnail",
       .query = {"side", "overlay", "v"},
       .summary = "A small JPEG of it, with its masks where they are asked for",
       .handler = [&](const Call& call) { return thumbnail(labeller, call); }},
      {.method = "GET",
       .path = "/api/pictures/{id}/image",
       .query = {"side", "v"},
       .summary = "The picture as a JPEG",
       .handler = [&](const Call& call) { return image(labeller, call); }},
      {.method = "GET",
       .path = "/api/pictures/{id}/masks",
       .query = {"side"},
       .summary = "The masks that stand in it, and what was painted",
       .handler =
           [&](const Call& call) {
             return json_answer(json_of(labeller.masks(call.id(), side_of(call))));
           }},
      {.method = "POST",
       .path = "/api/pictures/{id}/review",
       .query = {},
       .summary = "Accepts or rejects what stands in it, or opens it again",
       .handler = [&](const Call& call) { return decided(labeller, call); }},
  };
}

}  // namespace panet::serve
