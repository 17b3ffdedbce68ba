#include "base/shallow_json.h"

#include "support.h"

namespace panet {
namespace {

std::string nested(std::size_t depth) {
  return std::string(depth, '[') + std::string(depth, ']');
}

TEST(ShallowJson, IsWhatItSays) {
  EXPECT_EQ(shallow_json(R"({"a": [1, {"b": null}], "c": "d"})"),
            (nlohmann::json{{"a", {1, {{"b", nullptr}}}}, {"c", "d"}}));
  EXPECT_EQ(shallow_json(" 7 "), 7);
  EXPECT_EQ(shallow_json("[]"), nlohmann::json::array());
}

TEST(ShallowJson, IsDiscardedWhereItIsNone) {
  for (const char* text : {"", "{", "[1,]", "nul", "{} {}", "\"\xff\""})
    EXPECT_TRUE(shallow_json(text).is_discarded()) << text;
}

TEST(ShallowJson, IsDiscardedWhereItIsDeep) {
  EXPECT_EQ(shallow_json(nested(60)).dump(), nested(60));
  EXPECT_TRUE(shallow_json(nested(70)).is_discarded());
  EXPECT_TRUE(shallow_json(nested(1'000'000)).is_discarded());
  EXPECT_TRUE(shallow_json(std::string(1'000'000, '[')).is_discarded());
  EXPECT_TRUE(shallow_json("{\"a\": " + nested(1'000'000) + "}").is_discarded());
}

}  // namespace
}  // namespace panet
