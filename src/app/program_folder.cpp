#include "app/program_folder.h"

namespace panet::app {

std::filesystem::path program_folder() {
  std::error_code untold;
  return std::filesystem::read_symlink("/proc/self/exe", untold).parent_path();
}

}  // namespace panet::app
