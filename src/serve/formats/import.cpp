#include "serve/formats/import.h"

#include "serve/formats/import_target.h"

namespace panet::serve {

std::optional<ImportFormat> import_format(std::string_view name) {
  if (name == "masks") return ImportFormat::kMasks;
  if (name == "coco") return ImportFormat::kCoco;
  if (name == "segment") return ImportFormat::kSegment;
  return std::nullopt;
}

ImportReport import_annotations(Project& project, ImportFormat format,
                                const std::filesystem::path& path) {
  ImportTarget target(project);
  switch (format) {
    case ImportFormat::kMasks:
      import_masks(target, path);
      break;
    case ImportFormat::kCoco:
      import_coco(target, path);
      break;
    case ImportFormat::kSegment:
      import_segmented(target, path);
      break;
  }
  return std::move(target).report();
}

}  // namespace panet::serve
