#pragma once

#include <filesystem>
#include <iosfwd>
#include <string>
#include <vector>

namespace panet {

// The lines of a text but blank ones, as they stand; "\r\n" is understood. panet::Error where the
// text cannot be read to its end.
std::vector<std::string> lines_of(std::istream& in);

// The lines of a text file without spaces around them, blank ones left out; "\r\n" is understood.
// panet::Error where it cannot be read.
std::vector<std::string> read_lines(const std::filesystem::path& file);

}  // namespace panet
