#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "annotation/folder_content.h"

// Whether the folder of a class holds what a class needs. panet::Error tells what is missing, and
// what was found in its place.
namespace panet {

// Annotations by the stem of the picture that is not there.
using Orphans = std::map<std::string, std::filesystem::path>;

void expect_no_orphans(const std::filesystem::path& folder, const FolderContent& content,
                       const Orphans& orphans);

void expect_pictures(const std::filesystem::path& folder, const FolderContent& content);

// A folder of ours, whose --out lies in the support folder, is no class.
bool holds_results_alone(const FolderContent& content);

}  // namespace panet
