#pragma once

#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "scenes.h"
#include "serve/tools/tool.h"
#include "support.h"

namespace panet::serve::test {

using namespace panet::test;

// A project of red balls on blue, and what an annotation tool is answered.
class ToolClient {
 public:
  explicit ToolClient(AnnotationTool tool, const LabelStudioOptions& label_studio = {});

  // Paints the ball of a picture.
  void teach();
  void set_one_piece(bool one_piece);
  Project& project() const { return *project_; }

  using Headers = std::map<std::string, std::string>;
  Response respond(const std::string& method, const std::string& path,
                   const nlohmann::json& body = {}, const Headers& headers = {}) const;
  nlohmann::json ask(const std::string& method, const std::string& path,
                     const nlohmann::json& body = {}, const Headers& headers = {}) const;

  // A ball elsewhere, with a smaller one beside it, and as a PNG in base64.
  static Scene two_balls();
  static std::string two_balls_text();

 private:
  TemporaryFolder folder_;
  std::unique_ptr<Project> project_;
  std::unique_ptr<Labeller> labeller_;
  std::vector<Route> routes_;
};

}  // namespace panet::serve::test
