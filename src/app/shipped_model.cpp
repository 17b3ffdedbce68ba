#include "app/shipped_model.h"

#include <filesystem>

#include "app/program_folder.h"

namespace panet::app {
namespace fs = std::filesystem;

std::string shipped_model() {
  constexpr const char* kName = "panet-resnet50.safetensors";
  std::error_code error;
  const auto folder = program_folder();
  const auto installed = folder.parent_path() / PANET_DATA_DIR / kName;
  const auto in_checkout = (folder / PANET_MODELS_DIR / kName).lexically_normal();
  return fs::exists(installed, error) ? installed : in_checkout;
}

}  // namespace panet::app
