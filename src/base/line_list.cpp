#include "base/line_list.h"

#include <fmt/format.h>

#include <fstream>

#include "base/byte_order_mark.h"
#include "panet/base/error.h"

namespace panet {
namespace {

constexpr const char* kSpaces = " \t";

}  // namespace

std::vector<std::string> lines_of(std::istream& in) {
  std::vector<std::string> lines;
  bool is_first = true;
  for (std::string line; std::getline(in, line); is_first = false) {
    if (is_first) line = without_byte_order_mark(line);
    if (line.ends_with('\r')) line.pop_back();
    if (line.find_first_not_of(kSpaces) != std::string::npos) lines.push_back(std::move(line));
  }
  if (in.bad()) throw Error("the list cannot be read to its end");
  return lines;
}

std::vector<std::string> read_lines(const std::filesystem::path& file) {
  std::ifstream in(file);
  if (!in || std::filesystem::is_directory(file))
    throw Error(fmt::format("{}: cannot read this list", file.string()));
  auto lines = lines_of(in);
  for (auto& line : lines) {
    const auto first = line.find_first_not_of(kSpaces);
    line = line.substr(first, line.find_last_not_of(kSpaces) - first + 1);
  }
  return lines;
}

}  // namespace panet
