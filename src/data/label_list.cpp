#include "data/label_list.h"

#include <fmt/format.h>

#include <set>
#include <vector>

#include "data/name_list.h"

namespace panet {

std::string label_list(const torch::Tensor& labels) {
  const torch::Tensor counts = labels.flatten().bincount({}, 256);
  std::vector<std::string> names;
  for (int label = 0; label < 256; ++label) {
    if (counts[label].item<int64_t>() > 0) names.push_back(std::to_string(label));
  }
  return name_list(names, 25);
}

std::string colour_list(const Png& png) {
  std::set<Colour> colours;
  const uint8_t* const values = png.colours.data_ptr<uint8_t>();
  for (int64_t i = 0; i < png.colours.numel(); i += 4)
    colours.insert({values[i], values[i + 1], values[i + 2]});
  std::vector<std::string> names;
  for (const auto& [red, green, blue] : colours)
    names.push_back(fmt::format("({}, {}, {})", red, green, blue));
  return name_list(names);
}

}  // namespace panet
