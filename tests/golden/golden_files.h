#pragma once

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <vector>

namespace panet {

// Where golden files lie: here, and where the environment variable PANET_GOLDEN_DIR says.
inline std::vector<std::filesystem::path> golden_folders() {
  std::vector<std::filesystem::path> folders = {PANET_GOLDEN_DIR};
  if (const char* more = std::getenv("PANET_GOLDEN_DIR")) folders.emplace_back(more);
  return folders;
}

// Of the formulas by which their inputs are made (README.md).
inline uint64_t splitmix64(uint64_t x) {
  uint64_t z = x + 0x9E3779B97F4A7C15;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
  return z ^ (z >> 31);
}

}  // namespace panet
