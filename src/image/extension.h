#pragma once

#include <algorithm>
#include <filesystem>
#include <string>

namespace panet {

// ".jpg" of "photo.JPG".
inline std::string lowercase_extension(const std::filesystem::path& path) {
  std::string extension = path.extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return extension;
}

}  // namespace panet
