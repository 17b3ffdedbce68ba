#include "base/own_mark.h"

#include <fmt/format.h>

namespace panet {

const std::string& program_version() {
  static const std::string version = PANET_VERSION;
  return version;
}

std::string own_mark_text(const std::string& job) {
  return fmt::format("{} {}{}{}", kOwnMark, program_version(), job.empty() ? "" : " ", job);
}

}  // namespace panet
