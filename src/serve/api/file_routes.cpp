#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <span>
#include <utility>

#include "base/utf8_name.h"
#include "panet/base/error.h"
#include "serve/api/answer.h"
#include "serve/api/routes.h"
#include "serve/api/values.h"
#include "serve/formats/export.h"
#include "serve/formats/import.h"
#include "serve/http/failure.h"
#include "serve/http/pulled_chunks.h"
#include "weights/weight_sinks.h"

namespace panet::serve {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr const char* kPrototypes = "prototypes";
constexpr const char* kPrototypeFile = "prototypes.safetensors";

// What ends a quoted name, or the line, stands for none of that in it.
std::string quotable(std::string name) {
  std::ranges::replace_if(
      name,
      [](char letter) {
        const auto byte = static_cast<unsigned char>(letter);
        return byte < ' ' || byte == 0x7f || letter == '"' || letter == '\\';
      },
      '_');
  return name;
}

// A browser saves it under that name.
Response download(const std::string& name, std::string content_type) {
  Response response;
  response.content_type = std::move(content_type);
  response.headers.emplace_back("Content-Disposition",
                                fmt::format("attachment; filename=\"{}\"", quotable(name)));
  return response;
}

Response exported_prototypes(Labeller& labeller) {
  const auto prototypes = labeller.prototypes();
  if (prototypes.class_names.empty())
    throw Conflict("nothing_learned", "no class has been painted yet: there are no prototypes");
  auto response = download(kPrototypeFile, "application/octet-stream");
  const auto append = [&response](std::span<const std::byte> chunk) {
    response.body.append(reinterpret_cast<const char*>(chunk.data()), chunk.size());
  };
  write_prototypes(append, prototypes, kPrototypeFile);
  return response;
}

bool wants_all(const Call& call) {
  const auto what = call.text("what").value_or("decided");
  if (what != "decided" && what != "all")
    throw BadRequest(fmt::format("what \"{}\": there are decided and all", what));
  return what == "all";
}

Response exported(Labeller& labeller, const Call& call) {
  const auto& name = call.part("format");
  const bool all = wants_all(call);
  const auto pieces = parse_least(call.text("pieces"));
  if (name == kPrototypes) return exported_prototypes(labeller);
  const auto format = export_format(name);
  if (!format)
    throw NotFound(
        "no_such_format",
        fmt::format("there is no format \"{:.40}\"; docs/http.md has those there are", name));
  const ExportOptions options = {.format = *format, .all = all, .pieces = pieces};
  const auto& project = labeller.project();
  expect_exportable(project, options);
  auto response = download(export_file_name(project, *format), export_content_type(*format));
  response.source = pulled_chunks(
      [&project, options](const ChunkSink& sink) { export_project(project, options, sink); });
  return response;
}

// A client reads nothing but what is labelled here, whatever links lead elsewhere.
fs::path checked_path(const Project& project, const std::string& text) {
  const auto path = project.photos() / text;
  if (!reaches(ImportReach::kProject, project, path))
    throw Failure(422, "elsewhere",
                  fmt::format("{}: what is imported has to lie in the folder of photographs or in "
                              "the project's own, {}",
                              utf8_name(text), utf8_name(project.home().string())));
  return path;
}

Response imported(Labeller& labeller, const Call& call) {
  const auto body = parse_body(call.request(), {"format", "path"});
  const auto name = text_field(body, "format");
  const auto format = import_format(name);
  if (!format)
    throw BadRequest(
        fmt::format("format \"{:.40}\": there are classes, masks, coco and segment", name));
  auto& project = labeller.project();
  const auto report = import_annotations(
      project, *format, checked_path(project, text_field(body, "path")), ImportReach::kProject);
  auto skipped = json::array();
  for (const auto& [file, reason] : report.skipped)
    skipped.push_back({{"name", utf8_name(file)}, {"reason", utf8_name(reason)}});
  return json_answer({{"imported", report.imported}, {"skipped", std::move(skipped)}});
}

}  // namespace

std::vector<Route> file_routes(Labeller& labeller) {
  return {
      {.method = "GET",
       .path = "/api/export/{format}",
       .query = {"what", "pieces"},
       .summary = "The masks as a file of some other program's format",
       .handler = [&](const Call& call) { return exported(labeller, call); }},
      {.method = "POST",
       .path = "/api/import",
       .query = {},
       .summary = "Takes annotations in that lie on this machine",
       .handler = [&](const Call& call) { return imported(labeller, call); }},
  };
}

}  // namespace panet::serve
