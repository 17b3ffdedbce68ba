#include "base/spelling.h"

#include <vector>

#include "base/folded_text.h"

namespace panet {
namespace {

std::map<std::string, std::vector<std::string>> by_folded_text(const Names& names) {
  std::map<std::string, std::vector<std::string>> folded;
  for (const std::string& name : names) folded[folded_text(name)].push_back(name);
  return folded;
}

}  // namespace

Names without(Names names, const Names& others) {
  std::erase_if(names, [&others](const std::string& name) { return others.contains(name); });
  return names;
}

std::map<std::string, std::string> respelled(const Names& names, const Names& others) {
  if (names.empty() || others.empty()) return {};
  const auto spellings = by_folded_text(others);
  std::map<std::string, std::string> found;
  for (const auto& [folded, alike] : by_folded_text(names)) {
    const auto other = spellings.find(folded);
    if (other != spellings.end() && other->second.size() == 1 && alike.size() == 1)
      found.emplace(alike.front(), other->second.front());
  }
  return found;
}

}  // namespace panet
