#pragma once

#include <algorithm>
#include <string_view>

namespace panet {

// Names of classes are shown on terminals, drawn into pictures, and become part of the names of
// files: they are not empty, and without control characters and '/'.
inline bool is_class_name(std::string_view name) {
  return !name.empty() && std::ranges::none_of(name, [](unsigned char c) {
    return c < 0x20 || c == 0x7f || c == '/';
  });
}

}  // namespace panet
