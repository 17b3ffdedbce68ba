#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace panet {

// What may have been meant as the annotation of a picture that has none, and what would be right,
// to stand behind an error ("; mug1_mask.jpg may be the mask of mug1.jpg: ..."); empty where
// nothing seems to be. `bare` are pictures without annotation, those of all classes of a support
// folder.
std::string likely_annotation(const std::vector<std::filesystem::path>& bare);

}  // namespace panet
