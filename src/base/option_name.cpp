#include "base/option_name.h"

namespace panet {
namespace {

std::string& prefix_of_all() {
  static std::string prefix;
  return prefix;
}

}  // namespace

std::string option_name(std::string_view name) {
  return prefix_of_all() + std::string(name);
}

void set_option_prefix(std::string_view prefix) {
  prefix_of_all() = prefix;
}

}  // namespace panet
