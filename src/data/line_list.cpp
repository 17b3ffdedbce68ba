#include "data/line_list.h"

#include <fmt/format.h>

#include <fstream>

#include "panet/data/picture_list.h"
#include "panet/file/error.h"

namespace panet {

std::vector<std::string> read_lines(const std::filesystem::path& file) {
  std::ifstream in(file);
  if (!in || std::filesystem::is_directory(file))
    throw Error(fmt::format("{}: cannot read this list", file.string()));
  constexpr const char* kSpaces = " \t";
  auto lines = read_path_list(in);
  for (auto& line : lines) {
    const auto first = line.find_first_not_of(kSpaces);
    line = line.substr(first, line.find_last_not_of(kSpaces) - first + 1);
  }
  return lines;
}

}  // namespace panet
