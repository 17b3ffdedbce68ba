#include "serve/http/router.h"

#include "serve/http/failure.h"
#include "support.h"

namespace panet::serve {
namespace {

using test::error_of;
using test::Tells;

Response saying(const std::string& body) {
  return {.body = body};
}

Router example() {
  return Router({
      {.method = "GET",
       .path = "/api/pictures",
       .query = {"limit", "search"},
       .handler = [](const Call& call) { return saying(call.text("search").value_or("all")); }},
      {.method = "POST",
       .path = "/api/pictures",
       .query = {"name"},
       .handler = [](const Call& call) { return saying(call.request().body); },
       .most_body = kMostUpload},
      {.method = "GET",
       .path = "/api/pictures/{id}/masks",
       .handler = [](const Call& call) { return saying(std::to_string(call.id())); }},
      {.method = "GET",
       .path = "/api/export/{format}",
       .handler = [](const Call& call) { return saying(call.part("format")); }},
  });
}

Request request(const std::string& method, const std::string& path) {
  return {.method = method, .path = path};
}

std::string answer(const std::string& method, const std::string& path) {
  return example().answer(request(method, path)).body;
}

TEST(Router, FindsTheRouteByMethodAndPath) {
  EXPECT_EQ(answer("GET", "/api/pictures"), "all");
  EXPECT_EQ(answer("HEAD", "/api/pictures"), "all");
  EXPECT_EQ(answer("POST", "/api/pictures"), "");
  EXPECT_EQ(answer("GET", "/api/pictures/17/masks"), "17");
  EXPECT_EQ(answer("GET", "/api/export/coco"), "coco");
}

TEST(Router, TellsThatThereIsNoSuchPath) {
  for (const std::string path :
       {"/api", "/api/", "/api/picture", "/api/pictures/", "/api/pictures/17",
        "/api/pictures//masks", "/api/pictures/17/masks/", "/api/export/", "/api/export/coco/x", "",
        "/"})
    EXPECT_THROW(answer("GET", path), NotFound) << path;
}

TEST(Router, TellsWhichMethodsThereAre) {
  try {
    answer("DELETE", "/api/pictures");
    FAIL() << "there is no such method";
  } catch (const MethodNotAllowed& failure) {
    EXPECT_EQ(failure.allowed(), "GET, HEAD, POST");
    const auto response = response_of(failure);
    EXPECT_EQ(response.status, 405);
    EXPECT_THAT(response.headers, testing::Contains(testing::Pair("Allow", "GET, HEAD, POST")));
  }
}

TEST(Router, SettlesBeforeTheBodyWhetherThereIsSuchARoute) {
  const auto router = example();
  EXPECT_EQ(router.admit(request("POST", "/api/pictures")).most_body, kMostUpload);
  EXPECT_EQ(router.admit(request("GET", "/api/pictures")).most_body, std::size_t{1} << 20);
  EXPECT_THROW(router.admit(request("POST", "/api/elsewhere")), NotFound);
  EXPECT_THROW(router.admit(request("PUT", "/api/pictures")), MethodNotAllowed);
}

TEST(Router, RefusesParametersThatTheRouteDoesNotHave) {
  auto head = request("GET", "/api/pictures");
  head.query["limt"] = "5";
  EXPECT_THAT(error_of([&] { example().admit(head); }), Tells("\"limt\"", "limit, search"));
}

}  // namespace
}  // namespace panet::serve
