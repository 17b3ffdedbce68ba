#include "data/label_list.h"

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

}  // namespace panet
