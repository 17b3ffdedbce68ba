#include <gmock/gmock.h>

#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>

#include "panet/image/encode.h"
#include "scenes.h"
#include "serve/api/routes.h"
#include "serve/http/conditional.h"
#include "serve/http/failure.h"
#include "support.h"

namespace panet::serve {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

using Pairs = std::map<std::string, std::string>;

std::string tag_of(const Response& response) {
  for (const auto& [name, value] : response.headers)
    if (name == "ETag") return value;
  return {};
}

// All that is below /api/, of a project with one picture and one class.
class ApiTest : public testing::Test {
 protected:
  ApiTest() {
    fs::create_directories(folder_ / "photos");
    write_picture(40);
    project_ = std::make_unique<Project>(folder_ / "home", folder_ / "photos");
    project_->add_pictures({{.name = "a.png", .bytes = 1, .modified_ns = 1}});
    project_->add_class("ball", {}, false);
    labeller_ = std::make_unique<Labeller>(
        *project_, std::make_shared<const Model>(panet::test::colour_model()), SegmenterOptions{},
        Labeller::Options{.cache = folder_ / "cache"}, [](const JobReport&) {});
    router_ = std::make_unique<Router>(api_routes(*labeller_, events_));
  }

  void write_picture(int64_t width) {
    encode_picture(folder_ / "photos" / "a.png", Picture(PictureSize{30, width}));
  }

  Response ask(const std::string& method, const std::string& path, const Pairs& headers = {},
               const std::string& body = {}, const Pairs& query = {}) {
    const Request request = {
        .method = method, .path = path, .query = query, .headers = headers, .body = body};
    try {
      return conditional(request, router_->answer(request));
    } catch (...) {
      return response_of_current_exception();
    }
  }
  Response accept(const Pairs& headers = {}) {
    return ask("POST", "/api/pictures/1/review", headers,
               R"({"decision": "reject", "class": null})");
  }

  panet::test::TemporaryFolder folder_;
  Broadcast events_;
  std::unique_ptr<Project> project_;
  std::unique_ptr<Labeller> labeller_;
  std::unique_ptr<Router> router_;
};

TEST_F(ApiTest, SendsAPictureOnceAsLongAsItIsTheSame) {
  const std::string path = "/api/pictures/1/image";
  const auto first = ask("GET", path);
  EXPECT_THAT(first.body, Not(IsEmpty()));
  const Pairs known = {{"if-none-match", tag_of(first)}};
  EXPECT_EQ(ask("GET", path, known).status, 304);
  EXPECT_EQ(ask("GET", path, known, {}, {{"side", "20"}}).status, 200);
  write_picture(44);
  EXPECT_EQ(ask("GET", path, known).status, 200);
}

TEST_F(ApiTest, SendsAThumbnailAnewWhereItsMasksOrColoursAreOthers) {
  const std::string path = "/api/pictures/1/thumbnail";
  const Pairs overlay = {{"overlay", "true"}};
  const auto known = [&](const Pairs& query) {
    return Pairs{{"if-none-match", tag_of(ask("GET", path, {}, {}, query))}};
  };
  const auto plain = known({}), laid_over = known(overlay);
  EXPECT_EQ(ask("GET", path, laid_over, {}, overlay).status, 304);
  EXPECT_EQ(ask("GET", path, plain, {}, overlay).status, 200);
  accept();
  EXPECT_EQ(ask("GET", path, laid_over, {}, overlay).status, 200);
  EXPECT_EQ(ask("GET", path, plain).status, 304);
  const auto then = known(overlay);
  project_->change_class(1, {.colour = Colour{1, 2, 3}});
  EXPECT_EQ(ask("GET", path, then, {}, overlay).status, 200);
}

TEST_F(ApiTest, RefusesFieldsThatARouteDoesNotHave) {
  for (const auto& [method, path] : {std::pair("POST", "/api/undo"),
                                     {"POST", "/api/redo"},
                                     {"POST", "/api/job"},
                                     {"DELETE", "/api/job"},
                                     {"DELETE", "/api/classes/1"}}) {
    EXPECT_EQ(ask(method, path, {}, R"({"revision": 1})").status, 400) << path;
    EXPECT_NE(ask(method, path, {}, "{}").status, 400) << path;
    EXPECT_NE(ask(method, path).status, 400) << path;
  }
}

TEST_F(ApiTest, RefusesParametersOfPrototypesThatAreNone) {
  const std::string path = "/api/export/prototypes";
  EXPECT_EQ(ask("GET", path, {}, {}, {{"what", "x"}}).status, 400);
  EXPECT_EQ(ask("GET", path, {}, {}, {{"pieces", "abc"}}).status, 400);
  EXPECT_EQ(ask("GET", path, {}, {}, {{"what", "all"}}).status, 409);
}

TEST_F(ApiTest, RefusesWhatIsMeantForAnotherProject) {
  const auto id = json::parse(ask("GET", "/api/project").body).at("id").get<std::string>();
  EXPECT_THAT(id, SizeIs(32));
  const auto refused = accept({{"x-panet-project", std::string(32, '0')}});
  EXPECT_EQ(refused.status, 409);
  EXPECT_EQ(json::parse(refused.body).at("error").at("code"), "other_project");
  EXPECT_FALSE(project_->can_undo());
  EXPECT_EQ(accept({{"x-panet-project", id}}).status, 200);
}

TEST_F(ApiTest, UndoesOnceForAKey) {
  accept();
  accept();
  project_->set_threshold(1, 1, 1);
  const Pairs key = {{"idempotency-key", "a"}};
  const auto first = ask("POST", "/api/undo", key);
  EXPECT_EQ(ask("POST", "/api/undo", key).body, first.body);
  EXPECT_TRUE(project_->can_undo());
  EXPECT_EQ(ask("POST", "/api/undo", {{"idempotency-key", "b"}}).status, 200);
  EXPECT_FALSE(project_->can_undo());
}

}  // namespace
}  // namespace panet::serve
