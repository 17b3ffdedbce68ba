#pragma once

#include <filesystem>
#include <functional>

namespace panet::serve {

// Calls visit(folder) for a folder and all below it, named relative to it ("" being itself), in the
// order of their names. A folder that links lead to a second time is visited once. panet::Error
// where it cannot be read.
void walk_folders(const std::filesystem::path& root,
                  const std::function<void(const std::filesystem::path& folder)>& visit);

}  // namespace panet::serve
