#pragma once

#include <filesystem>
#include <string_view>

namespace panet {

// Whose json a file is, told by its keys.
struct JsonOrigin {
  bool may_be_labelme = true;
  std::string_view words;  // where it is not: "COCO's annotations", to stand behind "holds"
};

// Reads no further than until labelme's "shapes", and nothing of files over 64 MiB: those, and what
// is no valid json, may be labelme's and are left to its reader.
JsonOrigin json_origin(const std::filesystem::path& file);

// panet::Error says whose it is where it is not labelme's.
void expect_labelme(const std::filesystem::path& file);

}  // namespace panet
