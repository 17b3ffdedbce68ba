#include "serve/http/assets.h"

#include "serve/http/failure.h"
#include "support.h"

namespace panet::serve {
namespace {

using test::error_of;
using test::Tells;
using testing::Contains;
using testing::Key;
using testing::Pair;

const Asset kFiles[] = {{"/", "text/html; charset=utf-8", "<title>"},
                        {"/page.js", "text/javascript; charset=utf-8", "let a;"}};

Request request(const std::string& path, const std::string& method = "GET") {
  return {.method = method, .path = path};
}

TEST(Assets, AreServedAsWhatTheyAre) {
  const Assets assets(kFiles);
  const auto page = assets.answer(request("/"));
  EXPECT_EQ(page.content_type, "text/html; charset=utf-8");
  EXPECT_EQ(page.body, "<title>");
  EXPECT_EQ(assets.answer(request("/page.js", "HEAD")).body, "let a;");
}

TEST(Assets, HaveATagThatTellsTheirContent) {
  const Asset changed[] = {{"/page.js", "text/javascript", "let b;"}};
  const auto tag = Assets(kFiles).answer(request("/page.js")).headers;
  EXPECT_THAT(tag, Contains(Key("ETag")));
  EXPECT_EQ(Assets(kFiles).answer(request("/page.js")).headers, tag);
  EXPECT_NE(Assets(changed).answer(request("/page.js")).headers, tag);
}

TEST(Assets, AreAllThatThereIs) {
  const Assets assets(kFiles);
  for (const auto* path : {"/index.html", "/..", "/page.js/", "//", ""})
    EXPECT_THROW(assets.answer(request(path)), NotFound) << path;
  EXPECT_THROW(assets.answer(request("/", "POST")), MethodNotAllowed);
}

TEST(Assets, TellWhereThereIsNoPage) {
  EXPECT_THAT(error_of([] { Assets({}).answer(request("/")); }), Tells("PANET_BUILD_PAGE"));
}

}  // namespace
}  // namespace panet::serve
