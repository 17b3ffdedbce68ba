#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace panet {

// A file in COCO's format below a data set's folder.
struct CocoSet {
  std::string name;            // by which --image-set asks for it
  std::filesystem::path file;  // below the folder: annotations/instances_val2017.json
};

// Every json below `root`, three folders deep, that is_coco_json; annotations/instances_*.json
// count by their names. A set is called SET for instances_SET.json, by its folder where the file's
// own name says nothing (train/_annotations.coco.json), else by the file (val.json); where two
// would be called the same, by their paths. In the order of their paths. Not more than a thousand
// files are looked into; a note says so where there are more.
std::vector<CocoSet> coco_sets(const std::filesystem::path& root);

// The set that is asked for by its name, in any case, or by the path of its file; else the only one
// below a folder of that name, or with a year behind it. "val" is also "valid" and "validation".
// Where none is asked for: "val" in the same way, or else the only one there is.
// annotations/instances_*.json come before all others. panet::Error names the sets that there are.
CocoSet find_coco_set(const std::filesystem::path& root, const std::optional<std::string>& name);

}  // namespace panet
