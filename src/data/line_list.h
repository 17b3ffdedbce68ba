#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace panet {

// The lines of a text file without spaces around them, blank ones left out; "\r\n" is understood.
// panet::Error where it cannot be read.
std::vector<std::string> read_lines(const std::filesystem::path& file);

}  // namespace panet
