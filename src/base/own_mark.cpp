#include "base/own_mark.h"

namespace panet {

const std::string& program_version() {
  static const std::string version = PANET_VERSION;
  return version;
}

std::string own_mark_text() {
  return kOwnMark + (" " + program_version());
}

}  // namespace panet
