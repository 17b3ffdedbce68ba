#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "panet/segment/segmenter.h"
#include "serve/formats/import.h"
#include "serve/tools/tool.h"

namespace panet::serve {

struct ServeOptions {
  std::filesystem::path photos;   // the folder to label
  std::filesystem::path project;  // empty: default_home (project/project.h)
  std::vector<NamedImport> imports;
  std::vector<AnnotationTool> tools;  // that may ask, too
  LabelStudioOptions label_studio;
  std::string host = "127.0.0.1";
  uint16_t port = 8080;  // 0: any free one
  std::string token;     // of one's own; a random one where it is empty
  std::function<Segmenter()> load_model;
  // Now it can be opened.
  std::function<void(const std::string& address, const std::filesystem::path& project)> on_open;
  std::function<bool()> is_interrupted;  // asked several times a second
};

// Serves the labelling page until it is interrupted. panet::Error where the address is taken, or
// another server has the project.
void serve(const ServeOptions& options);

}  // namespace panet::serve
