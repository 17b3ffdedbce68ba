#pragma once

#include <filesystem>
#include <functional>

namespace panet::serve {

// Calls visit(folder) for a folder and all below it, named relative to it ("" being itself), in the
// order of their names, where may_enter(folder) says so for one below. A folder that links lead to
// a second time is visited once. panet::Error where a folder cannot be read.
using MayEnterFolder = std::function<bool(const std::filesystem::path& folder)>;
using VisitFolder = std::function<void(const std::filesystem::path& folder)>;
void walk_folders(const std::filesystem::path& root, const MayEnterFolder& may_enter,
                  const VisitFolder& visit);

}  // namespace panet::serve
