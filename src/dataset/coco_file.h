#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "panet/annotation/annotation.h"

namespace panet {

struct CocoPicture {
  int64_t id = 0;
  // Does not lead out of the folder of pictures (CocoNames::kWithin). Of a URL, its last component.
  std::string file_name;
  PictureSize size;  // at least 1 x 1, no larger than a picture may be
};

struct CocoCategory {
  int64_t id = 0;  // fits an int
  std::string name;
};

struct CocoAnnotation {
  int64_t id = 0, picture_id = 0, category_id = 0;
  // JSON, an array or an object as it stands in the file, unread; empty where there is none.
  std::string_view segmentation;
};

// A file name with Windows' separators as ours, without "./" and the like.
std::filesystem::path slashed_name(std::string file_name);

// instances_*.json: all that is small, and where in the text the rest is.
struct CocoFile {
  std::vector<char> text;  // what the segmentations look into; moves with the struct
  std::vector<CocoPicture> pictures;
  std::vector<CocoCategory> categories;
  std::vector<CocoAnnotation> annotations;
};

// What becomes of a name that leads out of the folder of pictures: an error, or its last component,
// be it none or "..", where names are compared and nothing is opened by them.
enum class CocoNames { kWithin, kLastOfOthers };

// In one pass; the text stays in memory, and while it is read about as much again is needed. A byte
// order mark is passed over; whole numbers may be written as 96.0 or "96"; "coco_url" stands in for
// a missing "file_name".
// panet::Error names the file and the element of a list, by its place and by its id, that is
// broken: no JSON, a list (of results), a missing key, a value of another kind or out of range.
CocoFile read_coco_file(const std::filesystem::path& path, CocoNames names = CocoNames::kWithin);

}  // namespace panet
