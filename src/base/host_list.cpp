#include "base/host_list.h"

namespace panet {

std::string first_host(const std::string& list) {
  std::string host;
  for (std::size_t at = 0; at < list.size() && list[at] != ',';) {
    if (list[at] != '[') {
      host += list[at++];
      continue;
    }
    // Of "[03-05,9]" the first number; what follows the bracket belongs to the name again.
    const auto close = list.find(']', at);
    if (close == std::string::npos) return {};
    const auto end = list.find_first_of("-,]", at + 1);
    if (end == at + 1) return {};
    host += list.substr(at + 1, end - at - 1);
    at = close + 1;
  }
  return host;
}

}  // namespace panet
