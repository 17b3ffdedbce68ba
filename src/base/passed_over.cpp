#include "base/passed_over.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "base/name_list.h"
#include "panet/base/note.h"

namespace panet {
namespace {

using Reason = PassedOver::Reason;

struct Group {
  Reason reason;
  std::string words;
  std::vector<std::string> names;
};

std::vector<Group> groups_of(const std::vector<PassedOver>& files) {
  std::map<std::pair<Reason, std::string>, std::vector<std::string>> names;
  for (const PassedOver& passed : files)
    names[{passed.reason, passed.words}].push_back(passed.file.string());
  std::vector<Group> groups;
  for (auto& [key, members] : names) groups.push_back({key.first, key.second, std::move(members)});
  std::stable_sort(groups.begin(), groups.end(), [](const Group& a, const Group& b) {
    return a.reason != b.reason ? a.reason < b.reason : a.names.size() > b.names.size();
  });
  return groups;
}

std::string text_of(const Group& group) {
  constexpr std::size_t kMostNames = 3;
  const std::string counted = fmt::format("{} {}", group.names.size(), group.words);
  if (group.reason == Reason::kOwn) return counted;
  return fmt::format("{} ({})", counted, name_list(group.names, kMostNames));
}

}  // namespace

std::string summary_of(const std::vector<PassedOver>& files) {
  if (files.empty()) return {};
  const auto groups = groups_of(files);
  std::vector<std::string> texts;
  for (const Group& group : groups) texts.push_back(text_of(group));
  return fmt::format("{} {} passed over: {}{}", files.size(), files.size() == 1 ? "file" : "files",
                     fmt::join(texts, ", "),
                     groups.front().reason == Reason::kOtherFormat
                         ? "; convert pictures of other formats to JPEG first"
                         : "");
}

void note_passed_over(const std::filesystem::path& folder, const std::vector<PassedOver>& files) {
  if (!files.empty()) note(fmt::format("{}: {}", folder.string(), summary_of(files)));
}

}  // namespace panet
