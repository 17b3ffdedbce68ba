#pragma once

#include <filesystem>
#include <functional>
#include <string>

namespace panet::serve {

// Calls visit(folder) for a folder and all below it, named relative to it ("" being itself), in the
// order of their names. A folder that links lead to a second time is visited once. Of one below
// that cannot be read, pass_over(folder, reason) is told instead; panet::Error where it is the
// folder itself.
using VisitFolder = std::function<void(const std::filesystem::path& folder)>;
using PassOverFolder =
    std::function<void(const std::filesystem::path& folder, const std::string& reason)>;
void walk_folders(const std::filesystem::path& root, const VisitFolder& visit,
                  const PassOverFolder& pass_over);

}  // namespace panet::serve
