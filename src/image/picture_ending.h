#pragma once

#include <filesystem>

namespace panet {

// panet::Error where no picture is written by this name: .jpg, .jpeg and .png are what there is.
void require_picture_ending(const std::filesystem::path& name);

}  // namespace panet
