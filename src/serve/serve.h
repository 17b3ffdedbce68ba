#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "panet/segment/segmenter.h"

namespace panet::serve {

struct ServeOptions {
  std::filesystem::path photos, project;
  std::string host = "127.0.0.1";
  uint16_t port = 8080;  // 0: any free one
  std::string token;     // of one's own; a random one where it is empty
  std::function<Segmenter()> load_model;
  std::function<void(const std::string& address)> on_open;  // now it can be opened
  std::function<bool()> is_interrupted;                     // asked several times a second
};

// Where the project of a folder of photographs lies, if nobody says otherwise: beside it, as
// "photos.panet".
std::filesystem::path usual_project(const std::filesystem::path& photos);

// Serves the labelling page until it is interrupted.
void serve(const ServeOptions& options);

}  // namespace panet::serve
