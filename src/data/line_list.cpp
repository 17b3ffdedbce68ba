#include "data/line_list.h"

#include <fmt/format.h>

#include <fstream>

#include "data/byte_order_mark.h"
#include "panet/file/error.h"

namespace panet {

std::vector<std::string> read_lines(const std::filesystem::path& file) {
  std::ifstream in(file);
  if (!in || std::filesystem::is_directory(file))
    throw Error(fmt::format("{}: cannot read this list", file.string()));
  constexpr const char* kSpaces = " \t\r";
  std::vector<std::string> lines;
  for (std::string text; std::getline(in, text);) {
    const std::string line(without_byte_order_mark(text));
    const auto first = line.find_first_not_of(kSpaces);
    if (first == std::string::npos) continue;
    lines.push_back(line.substr(first, line.find_last_not_of(kSpaces) - first + 1));
  }
  return lines;
}

}  // namespace panet
