#pragma once

#include <algorithm>
#include <string>

namespace panet {

// ASCII letters alone, whatever the locale; other characters stay as they are.
inline std::string lower_case(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return text;
}

}  // namespace panet
