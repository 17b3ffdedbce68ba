#pragma once

#include <filesystem>

namespace panet {

// Whether a file or folder of this name is none of the user's own: hidden ones, and what systems
// and programs leave beside people's pictures (thumbnails, waste bins, sidecars of editors).
bool is_litter(const std::filesystem::path& name);

}  // namespace panet
