#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "panet/weights/stored_tensor.h"

namespace panet {

// What the JSON header of a safetensors file says of one tensor.
struct SafetensorsEntry {
  std::string name;
  DType dtype = DType::kF32;
  std::vector<int64_t> shape = {};
  std::vector<uint64_t> offsets = {};  // begin and end, in bytes from the end of the header
};

struct SafetensorsHeader {
  std::vector<SafetensorsEntry> entries;
  std::map<std::string, std::string> metadata;
};

inline constexpr const char* kMetadataKey = "__metadata__";

// Parses the header as a stream, so that no hostile JSON is ever built up in memory. panet::Error,
// naming `path`, unless it has exactly the format's structure; whether offsets fit the file is not
// looked at here.
SafetensorsHeader parse_safetensors_header(std::string_view json,
                                           const std::filesystem::path& path);

}  // namespace panet
