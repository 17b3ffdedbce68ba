#pragma once

#include <filesystem>
#include <string>

namespace panet::app {

// Opens an address in the user's browser, if there is a desktop; whether that worked, the user
// sees. The address is a secret, and whoever is on a machine sees the arguments of all programs: so
// they name a file that only the user can read, and that leads there. It goes with the scope.
class Browser {
 public:
  ~Browser();
  void open(const std::string& address, const std::filesystem::path& folder);

 private:
  std::filesystem::path page_;
};

}  // namespace panet::app
