#include "serve/formats/import_summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "base/name_list.h"

namespace panet::serve {
namespace {

constexpr std::size_t kMostNames = 3, kMostReasons = 5;

using Group = std::pair<std::string, std::vector<std::string>>;  // a reason, and what it is of

// The most frequent reasons first.
std::vector<Group> groups_of(const std::vector<ImportReport::Skipped>& skipped) {
  std::map<std::string, std::vector<std::string>> names;
  for (const auto& [name, reason] : skipped) names[reason].push_back(name);
  std::vector<Group> groups(names.begin(), names.end());
  std::ranges::stable_sort(groups, std::ranges::greater(),
                           [](const Group& group) { return group.second.size(); });
  return groups;
}

std::string what_is_looked_for(ImportFormat format) {
  switch (format) {
    case ImportFormat::kMasks:
    case ImportFormat::kClasses:
      return "no annotation was found in it: they are NAME.mask.png, NAME.scribble.png, "
             "NAME.box.txt or NAME.json beside or without the picture, or NAME.png beside NAME.jpg "
             "(docs/annotations.md); of the page's own exports, coco, masks, labelme and classes "
             "are "
             "taken";
    case ImportFormat::kCoco:
      return "it has no annotation";
    case ImportFormat::kSegment:
      return "no label PNG of panet segment was found in it";
  }
  return {};
}

}  // namespace

std::vector<std::string> summary_of(const NamedImport& import, const ImportReport& report) {
  const std::string path = import.path.string();
  std::vector<std::string> lines = {fmt::format("{}: {} mask(s) imported", path, report.imported)};
  if (report.imported == 0 && report.skipped.empty())
    lines.back() += "; " + what_is_looked_for(import.format);
  const auto groups = groups_of(report.skipped);
  std::size_t untold = report.skipped.size();
  for (const auto& [reason, names] : groups) {
    if (lines.size() > kMostReasons) break;
    untold -= names.size();
    lines.push_back(fmt::format("{}: {} passed over ({}): {}", path, names.size(),
                                name_list(names, kMostNames), reason));
  }
  if (untold > 0)
    lines.push_back(fmt::format("{}: {} more passed over, for {} other reasons", path, untold,
                                groups.size() - kMostReasons));
  return lines;
}

}  // namespace panet::serve
