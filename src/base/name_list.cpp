#include "base/name_list.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace panet {

std::string name_list(const std::vector<std::string>& names, std::size_t most) {
  const auto shown = static_cast<std::ptrdiff_t>(std::min(most, names.size()));
  const std::string list = fmt::format("{}", fmt::join(names.begin(), names.begin() + shown, ", "));
  if (names.size() <= most) return list;
  return fmt::format("{} and {} more", list, names.size() - most);
}

}  // namespace panet
