#include "app/shipped_model.h"

#include <filesystem>

namespace panet::app {
namespace fs = std::filesystem;

std::string shipped_model() {
  constexpr const char* kName = "panet-resnet50.safetensors";
  std::error_code error;
  const auto program = fs::read_symlink("/proc/self/exe", error);
  const auto installed = program.parent_path().parent_path() / PANET_DATA_DIR / kName;
  return fs::exists(installed, error) ? installed : fs::path(PANET_SOURCE_DIR) / "models" / kName;
}

}  // namespace panet::app
