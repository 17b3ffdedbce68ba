#include "serve/http/conditional.h"

#include "support.h"

namespace panet::serve {
namespace {

using testing::Contains;
using testing::IsEmpty;
using testing::Pair;

Response answer_to(const std::string& if_none_match) {
  const Request request = {.method = "GET", .headers = {{"if-none-match", if_none_match}}};
  return conditional(request, {.headers = {{"ETag", "\"abc\""}}, .body = "all of it"});
}

TEST(Conditional, SendsWhatIsNotKnownYet) {
  for (const auto* tags : {"", "\"ab\"", "abc", "\"x\", \"y\""}) {
    const auto response = answer_to(tags);
    EXPECT_EQ(response.status, 200) << tags;
    EXPECT_EQ(response.body, "all of it");
    EXPECT_THAT(response.headers, Contains(Pair("Cache-Control", "private, no-cache")));
  }
}

TEST(Conditional, SaysThatWhatIsKnownStillHolds) {
  for (const auto* tags : {"\"abc\"", "W/\"abc\"", "\"x\", \"abc\"", "*"}) {
    const auto response = answer_to(tags);
    EXPECT_EQ(response.status, 304) << tags;
    EXPECT_THAT(response.body, IsEmpty());
    EXPECT_THAT(response.headers, Contains(Pair("ETag", "\"abc\"")));
  }
}

TEST(Conditional, TellsWhetherABodyIsToBeMade) {
  const Request request = {.method = "GET", .headers = {{"if-none-match", "\"x\", \"abc\""}}};
  EXPECT_TRUE(knows(request, "\"abc\""));
  EXPECT_FALSE(knows(request, "\"ab\""));
  EXPECT_FALSE(knows({.method = "GET"}, "\"abc\""));
}

TEST(Conditional, LeavesAloneWhatHasNoTagOrIsNoSuccess) {
  const Request request = {.method = "GET", .headers = {{"if-none-match", "*"}}};
  EXPECT_EQ(conditional(request, {.body = "a"}).status, 200);
  EXPECT_THAT(conditional(request, {.body = "a"}).headers, IsEmpty());
  EXPECT_EQ(conditional(request, {.status = 201, .headers = {{"ETag", "\"a\""}}}).status, 201);
}

}  // namespace
}  // namespace panet::serve
