#include "tool_client.h"

#include <filesystem>
#include <optional>

#include "base64_text.h"
#include "panet/image/encode.h"
#include "panet/image/shapes.h"
#include "serve/http/failure.h"

namespace panet::serve::test {
namespace {

constexpr PictureSize kSize = {120, 160};

}  // namespace

ToolClient::ToolClient(AnnotationTool tool, const LabelStudioOptions& label_studio) {
  const auto scene = disk_scene(kSize.height, kSize.width, kRed, kBlue);
  std::filesystem::create_directories(folder_ / "photos");
  encode_picture(folder_ / "photos" / "a.png", scene.picture);
  project_ = std::make_unique<Project>(folder_ / "home", folder_ / "photos");
  project_->add_pictures({{.name = "a.png", .bytes = 1, .modified_ns = 1}});
  project_->add_class("ball", {}, false);
  labeller_ = std::make_unique<Labeller>(
      *project_, std::make_shared<const Model>(colour_model()), SegmenterOptions{},
      Labeller::Options{.cache = folder_ / "cache"}, [](const JobReport&) {});
  routes_ = tool_routes({tool}, *labeller_, label_studio);
}

void ToolClient::teach() {
  labeller_->look_at(1);
  project_->import_painting(1, 1,
                            painting_of(disk_scene(kSize.height, kSize.width, kRed, kBlue).mask));
}

void ToolClient::set_one_piece(bool one_piece) {
  project_->change_class(1, {.name = {}, .colour = {}, .one_piece = one_piece});
}

Response ToolClient::respond(const std::string& method, const std::string& path,
                             const nlohmann::json& body, const Headers& headers) const {
  Request request = {.method = method,
                     .path = path,
                     .query = {},
                     .headers = headers,
                     .body = body.is_string() ? body.get<std::string>() : body.dump()};
  try {
    return Router(routes_).answer(request);
  } catch (...) {
    return response_of_current_exception();
  }
}

nlohmann::json ToolClient::ask(const std::string& method, const std::string& path,
                               const nlohmann::json& body, const Headers& headers) const {
  return nlohmann::json::parse(respond(method, path, body, headers).body);
}

Scene ToolClient::two_balls() {
  auto scene = disk_scene(100, 200, kRed, kBlue, 0.3, 0.5, 0.3);
  Mask small(scene.mask.dimensions());
  fill_circle(small, {160, 50}, 20);
  for (std::size_t i = 0; i < small.size(); ++i)
    if (small.all()[i] != 0) {
      scene.picture.all()[i] = kRed;
      scene.mask.all()[i] = 1;
    }
  return scene;
}

std::string ToolClient::two_balls_text() {
  const auto bytes = encoded_picture("balls.png", two_balls().picture);
  return base64_of({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

}  // namespace panet::serve::test
