#include "annotation/label_list.h"

#include <fmt/format.h>

#include <bitset>
#include <set>
#include <vector>

#include "base/name_list.h"

namespace panet {

std::string label_list(const Labels& labels) {
  std::bitset<256> found;
  for (const uint8_t label : labels.all()) found.set(label);
  std::vector<std::string> names;
  for (std::size_t label = 0; label < found.size(); ++label)
    if (found[label]) names.push_back(std::to_string(label));
  return name_list(names, 25);
}

std::string colour_list(const Png& png) {
  std::set<Colour> colours;
  for (const auto& [red, green, blue, alpha] : png.colours.all())
    colours.insert({red, green, blue});
  std::vector<std::string> names;
  for (const auto& [red, green, blue] : colours)
    names.push_back(fmt::format("({}, {}, {})", red, green, blue));
  return name_list(names);
}

}  // namespace panet
