#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "panet/data/annotation.h"

namespace panet {

struct CocoPicture {
  int64_t id = 0;
  std::string file_name;  // does not lead out of the folder of pictures
  PictureSize size;       // at least 1 x 1, no larger than a picture may be
};

struct CocoCategory {
  int64_t id = 0;  // fits an int
  std::string name;
};

struct CocoAnnotation {
  int64_t id = 0, picture_id = 0, category_id = 0;
  std::string_view segmentation;  // JSON, an array or an object as it stands in the file, unread
};

// instances_*.json: all that is small, and where in the text the rest is.
struct CocoFile {
  std::vector<char> text;  // what the segmentations look into; moves with the struct
  std::vector<CocoPicture> pictures;
  std::vector<CocoCategory> categories;
  std::vector<CocoAnnotation> annotations;
};

// In one pass; the text stays in memory, and while it is read about as much again is needed.
// panet::Error names the file and the element of a list, by its place and by its id, that is
// broken: no JSON, a missing key, a value of another kind or out of range.
CocoFile read_coco_file(const std::filesystem::path& path);

}  // namespace panet
