#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "scenes.h"
#include "serve/studio.h"
#include "support.h"

namespace panet::serve {
namespace {

using nlohmann::json;

json document() {
  return json::parse(test::read_file(PANET_DOCS "/openapi.json"));
}

// "GET /api/pictures?limit&offset": what is asked for, and its parameters in order.
std::string line_of(std::string method, const std::string& path, std::set<std::string> query) {
  for (auto& letter : method) letter = static_cast<char>(std::toupper(letter));
  std::string line = method + " " + path;
  for (const auto& name : query) line += (name == *query.begin() ? "?" : "&") + name;
  return line;
}

std::set<std::string> query_of(const json& operation) {
  std::set<std::string> names;
  for (const auto& parameter : operation.value("parameters", json::array()))
    if (parameter.at("in") == "query") names.insert(parameter.at("name"));
  return names;
}

bool is_method(const std::string& key) {
  return key != "parameters";
}

std::set<std::string> documented() {
  std::set<std::string> lines;
  const auto whole = document();
  for (const auto& [path, operations] : whole.at("paths").items())
    for (const auto& [method, operation] : operations.items())
      if (is_method(method)) lines.insert(line_of(method, path, query_of(operation)));
  return lines;
}

std::set<std::string> served() {
  const test::TemporaryFolder folder;
  std::filesystem::create_directory(folder / "photos");
  Studio studio({.photos = folder / "photos", .home = folder / "home"},
                std::make_shared<const Model>(test::colour_model()), {});
  std::set<std::string> lines;
  for (const auto& route : studio.routes())
    lines.insert(line_of(route.method, route.path, {route.query.begin(), route.query.end()}));
  return lines;
}

// Calls visit(value) for a value and all below it.
template <typename Visit>
void for_each_value(const json& value, Visit visit) {
  visit(value);
  if (value.is_structured())
    for (const auto& below : value) for_each_value(below, visit);
}

TEST(OpenApi, NamesTheRoutesThatThereAre) {
  EXPECT_EQ(documented(), served());
}

TEST(OpenApi, RefersOnlyToWhatItHas) {
  const auto whole = document();
  for_each_value(whole, [&](const json& value) {
    if (!value.is_object() || !value.contains("$ref")) return;
    const auto reference = value.at("$ref").get<std::string>();
    EXPECT_TRUE(whole.contains(json::json_pointer(reference.substr(1)))) << reference;
  });
}

// "{id}" and the like.
std::set<std::string> in_braces(const std::string& path) {
  std::set<std::string> found;
  for (auto begin = path.find('{'); begin != std::string::npos; begin = path.find('{', begin + 1))
    found.insert(path.substr(begin, path.find('}', begin) + 1 - begin));
  return found;
}

TEST(OpenApi, SaysWhatStandsInTheBracesOfAPath) {
  const auto whole = document();
  for (const auto& [path, operations] : whole.at("paths").items()) {
    std::set<std::string> described;
    for_each_value(operations, [&](const json& value) {
      if (value.is_object() && value.value("in", json()) == "path")
        described.insert("{" + value.at("name").get<std::string>() + "}");
    });
    EXPECT_EQ(described, in_braces(path)) << path;
  }
}

TEST(OpenApi, NamesEachOperationOnce) {
  std::set<std::string> names;
  for_each_value(document().at("paths"), [&](const json& value) {
    if (!value.is_object() || !value.contains("operationId")) return;
    EXPECT_TRUE(names.insert(value.at("operationId")).second) << value.at("operationId");
    EXPECT_TRUE(value.at("responses").contains("default"));
  });
}

}  // namespace
}  // namespace panet::serve
