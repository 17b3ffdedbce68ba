#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "serve/project/project.h"

namespace panet::serve {

enum class ImportFormat {
  // A folder, and those below it, with annotations named as beside pictures in a support folder
  // (panet/annotation/support_folder.h): masks, scribbles, boxes, labelme. Labelme tells its
  // classes; of the others, a folder of a class's name does, or that the project has one class
  // alone.
  kMasks,
  kClasses,  // the same of a support folder: the folders in it are the classes
  kCoco,     // a json
  kSegment,  // a folder that `panet segment --out` wrote: what the program found
};

struct ImportReport {
  struct Skipped {
    std::string name;  // of an annotation, or of a picture; any bytes
    std::string reason;
  };
  int64_t imported = 0;  // masks: each is of a class in a picture
  std::vector<Skipped> skipped;
};

// By the name that docs/http.md has for it: "masks".
std::optional<ImportFormat> import_format(std::string_view name);

// What is to be imported.
struct NamedImport {
  ImportFormat format = ImportFormat::kMasks;
  std::filesystem::path path;
};

// "coco=annotations.json". panet::Error for another text.
NamedImport parse_import(const std::string& text);

// panet::Error where there is no such file, or no such folder.
void expect_there(const NamedImport& import);

// Which files an import may read: any, or those of a project, which lie in its folder of
// photographs or in its own, whatever links lead elsewhere.
enum class ImportReach { kAnywhere, kProject };
bool reaches(ImportReach reach, const Project& project, const std::filesystem::path& path);

// Pictures are found by their names below the folder, else by the last component where it is one
// picture's alone. Those that were not looked at yet are decoded. Classes are made where they are
// missing. What a person said here is left as it is. Links that lead out of reach are skipped.
// panet::Error where the file or folder itself cannot be read.
ImportReport import_annotations(Project& project, ImportFormat format,
                                const std::filesystem::path& path,
                                ImportReach reach = ImportReach::kAnywhere);

}  // namespace panet::serve
