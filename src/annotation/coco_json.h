#pragma once

#include <filesystem>

namespace panet {

// Whether a file is a JSON object with "images", "annotations" and "categories" at its top, as a
// data set in COCO's format has them. Only its brackets, strings and outermost keys are looked at,
// as far as is needed; a file that cannot be read is none.
bool is_coco_json(const std::filesystem::path& file);

}  // namespace panet
