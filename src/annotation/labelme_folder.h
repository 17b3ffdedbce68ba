#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "panet/annotation/support_folder.h"

namespace panet {

// A folder as people leave it who drew shapes in labelme: ROOT/NAME.json beside ROOT/NAME.jpg, or
// the pictures in ROOT/images/.
struct LabelmeFolder {
  std::vector<AnnotatedPicture> pictures;  // by the names of their files
  // A line each: an annotation without a picture, a picture without one or without a shape.
  std::vector<std::string> problems;
};

// Whether a json lies in `root` itself that belongs to a picture and is not in COCO's format.
bool is_labelme_folder(const std::filesystem::path& root);

// Nothing is decoded. Notes tell of what else lies there and is not read: masks and the like,
// COCO's json, pictures in folders below.
LabelmeFolder read_labelme_folder(const std::filesystem::path& root);

}  // namespace panet
