#include <fmt/format.h>

#include <string>
#include <utility>

#include "base/is_there.h"
#include "base/line_list.h"
#include "panet/base/note.h"
#include "panet/segment/picture_list.h"

namespace panet {
namespace {

std::string without_blanks(const std::string& line) {
  constexpr auto kBlanks = " \t";
  const auto begin = line.find_first_not_of(kBlanks);
  return line.substr(begin, line.find_last_not_of(kBlanks) - begin + 1);
}

std::string without_quotes(const std::string& text) {
  const bool is_quoted = text.size() > 2 && text.front() == text.back() &&
                         (text.front() == '"' || text.front() == '\'');
  return is_quoted ? text.substr(1, text.size() - 2) : text;
}

// A line as it stands where a file has that name, or else what it most likely means; empty for a
// comment.
std::string path_in(const std::string& line) {
  if (is_there(line)) return line;
  const std::string path = without_quotes(without_blanks(line));
  if (is_there(path)) return path;
  return path.starts_with('#') ? std::string() : line;
}

}  // namespace

std::vector<std::string> read_path_list(std::istream& in) {
  const auto lines = lines_of(in);
  std::vector<std::string> paths;
  for (const std::string& line : lines)
    if (auto path = path_in(line); !path.empty()) paths.push_back(std::move(path));
  const auto comments = lines.size() - paths.size();
  if (comments > 0)
    note(fmt::format("list of pictures: {} {} passed over as comments", comments,
                     comments == 1 ? "line that begins with # is" : "lines that begin with # are"));
  return paths;
}

}  // namespace panet
