#include "serve/http/target.h"

#include "serve/http/failure.h"
#include "support.h"

namespace panet::serve {
namespace {

using test::error_of;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

TEST(Target, IsDecoded) {
  const auto target = parse_target("/a%2Fb+c?search=x+%26y&limit=&flag&&");
  EXPECT_EQ(target.path, "/a/b+c");
  EXPECT_THAT(target.query,
              ElementsAre(Pair("flag", ""), Pair("limit", ""), Pair("search", "x &y")));
}

TEST(Target, WithoutAQuery) {
  EXPECT_EQ(parse_target("/").path, "/");
  EXPECT_TRUE(parse_target("/?").query.empty());
}

TEST(Target, ThatCannotBeUnderstood) {
  for (const std::string text : {"", "a", "http://localhost/", "*", "/%", "/%4", "/%gg", "/%00",
                                 "/a?b=%0d", "/?a=1&a=2", "/\x7f"})
    EXPECT_THROW(parse_target(text), BadRequest) << text;
}

}  // namespace
}  // namespace panet::serve
