#pragma once

#include <string>

namespace panet {

// The two ends of a connection, as numeric addresses.
struct Route {
  std::string local, remote;
};

}  // namespace panet
