#pragma once

#include <cstdlib>
#include <filesystem>

namespace panet::test {

// Where real weights, data sets and golden files lie, beside the source or where PANET_SHARED_DIR
// says. They are not part of the project: a test that wants one is skipped where it is missing.
inline std::filesystem::path shared_folder() {
  const char* folder = std::getenv("PANET_SHARED_DIR");
  return folder != nullptr ? folder : PANET_SHARED_DIR;
}

}  // namespace panet::test
