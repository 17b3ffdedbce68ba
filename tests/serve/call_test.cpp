#include "serve/http/call.h"

#include "serve/http/failure.h"
#include "support.h"

namespace panet::serve {
namespace {

using test::error_of;
using test::Tells;

Request asking(std::map<std::string, std::string> query) {
  return {.method = "GET", .path = "/", .query = std::move(query)};
}

Request saying(const std::string& body) {
  return {.method = "POST", .path = "/", .body = body};
}

TEST(Call, ReadsIdsOfPaths) {
  const Request request;
  EXPECT_EQ(Call(request, {{"id", "17"}}).id(), 17);
  for (const std::string id : {"x", "-1", "1.5", "99999999999999999999", " 1", "+1", "0x1"})
    EXPECT_THROW(Call(request, {{"id", id}}).id(), NotFound) << id;
}

TEST(Call, ReadsNumbersOfTheQueryStrictly) {
  const auto request = asking({{"limit", "200"}, {"side", ""}, {"pieces", "0.001"}});
  const Call call(request, {});
  EXPECT_EQ(call.whole_number("limit", 1, 500), 200);
  EXPECT_EQ(call.whole_number("side", 1, 500), std::nullopt);
  EXPECT_EQ(call.whole_number("offset", 1, 500), std::nullopt);
  EXPECT_EQ(call.number("pieces", 0, 1), 0.001);
  EXPECT_THAT(error_of([&] { call.whole_number("limit", 1, 100); }),
              Tells("\"limit\" has to be a whole number from 1 to 100"));
  for (const std::string text : {"x", "1x", " 1", "nan", "inf", "1e999", "-1"}) {
    const auto wrong = asking({{"n", text}});
    EXPECT_THROW(Call(wrong, {}).number("n", 0, 1e9), BadRequest) << text;
    EXPECT_THROW(Call(wrong, {}).whole_number("n", 0, 1000), BadRequest) << text;
  }
}

TEST(Call, ReadsFlagsOfTheQuery) {
  const auto request = asking({{"overlay", "true"}, {"other", "false"}, {"wrong", "yes"}});
  const Call call(request, {});
  EXPECT_TRUE(call.flag("overlay"));
  EXPECT_FALSE(call.flag("other") || call.flag("missing"));
  EXPECT_THAT(error_of([&] { call.flag("wrong"); }), Tells("true or false"));
}

TEST(Body, IsAnObjectOfKnownFields) {
  const auto body = parse_body(saying(R"({"name": "mug", "colour": null})"), {"name", "colour"});
  EXPECT_EQ(text_field(body, "name"), "mug");
  EXPECT_FALSE(has_field(body, "colour"));
  EXPECT_THAT(error_of([] {
                parse_body(saying(R"({"nam": 1})"), {"name", "colour"});
              }),
              Tells("no \"nam\"", "name, colour"));
  for (const std::string text :
       {"", "x", "{", "[]", "1", "{\"name\": \"\xff\"}", "{\"name\": 1e999}"})
    EXPECT_THROW(parse_body(saying(text), {"name"}), BadRequest) << text;
}

TEST(Body, IsNotNestedWithoutAnEnd) {
  for (const std::string open : {"[", R"({"name":)"}) {
    std::string text = R"({"name":)";
    for (int i = 0; i < 100'000; ++i) text += open;
    EXPECT_THAT(error_of([&] { parse_body(saying(text), {"name"}); }), Tells("too deeply"));
  }
}

TEST(Body, HasFieldsOfTheKindThatIsDue) {
  const auto body = parse_body(
      saying(R"({"n": 5, "x": 0.5, "t": "a", "f": true, "l": [1], "large": 18446744073709551615})"),
      {"n", "x", "t", "f", "l", "large"});
  EXPECT_EQ(whole_field(body, "n", 0, 5), 5);
  EXPECT_EQ(number_field(body, "x", 0, 1), 0.5);
  EXPECT_EQ(number_field(body, "n", 0, 5), 5);
  EXPECT_TRUE(flag_field(body, "f", false));
  EXPECT_TRUE(flag_field(body, "missing", true));
  EXPECT_EQ(list_field(body, "l").size(), 1U);
  EXPECT_THROW(whole_field(body, "n", 0, 4), BadRequest);
  EXPECT_THROW(whole_field(body, "x", 0, 4), BadRequest);
  EXPECT_THROW(whole_field(body, "large", -5, 5), BadRequest);
  EXPECT_THROW(number_field(body, "t", 0, 1), BadRequest);
  EXPECT_THROW(text_field(body, "n"), BadRequest);
  EXPECT_THROW(flag_field(body, "n", false), BadRequest);
  EXPECT_THROW(list_field(body, "n"), BadRequest);
  EXPECT_THAT(error_of([&] { text_field(body, "missing"); }), Tells("\"missing\" is missing"));
}

}  // namespace
}  // namespace panet::serve
