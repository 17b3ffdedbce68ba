#include "serve/formats/import.h"

#include <fmt/format.h>

#include "base/lies_below.h"
#include "panet/base/error.h"
#include "serve/formats/import_target.h"

namespace panet::serve {

std::optional<ImportFormat> import_format(std::string_view name) {
  if (name == "masks") return ImportFormat::kMasks;
  if (name == "classes") return ImportFormat::kClasses;
  if (name == "coco") return ImportFormat::kCoco;
  if (name == "segment") return ImportFormat::kSegment;
  return std::nullopt;
}

NamedImport parse_import(const std::string& text) {
  const auto equals = text.find('=');
  const auto format = import_format(std::string_view(text).substr(0, equals));
  if (!format || equals == text.npos || equals + 1 == text.size())
    throw Error(fmt::format(
        "{}: say classes=FOLDER, masks=FOLDER, coco=FILE.json or segment=FOLDER", text));
  return {.format = *format, .path = text.substr(equals + 1)};
}

void expect_there(const NamedImport& import) {
  const bool is_file = import.format == ImportFormat::kCoco;
  std::error_code failure;
  const auto status = std::filesystem::status(import.path, failure);
  if (is_file ? std::filesystem::is_regular_file(status) : std::filesystem::is_directory(status))
    return;
  throw Error(fmt::format("--import: {}: {}", import.path.string(),
                          is_file ? "there is no such file" : "there is no such folder"));
}

bool reaches(ImportReach reach, const Project& project, const std::filesystem::path& path) {
  if (reach == ImportReach::kAnywhere) return true;
  std::error_code failure;
  const auto real = std::filesystem::weakly_canonical(path, failure);
  return !failure && (lies_below(real, project.photos()) || lies_below(real, project.home()));
}

ImportReport import_annotations(Project& project, ImportFormat format,
                                const std::filesystem::path& path, ImportReach reach) {
  ImportTarget target(project, reach);
  switch (format) {
    case ImportFormat::kMasks:
      import_masks(target, path);
      break;
    case ImportFormat::kClasses:
      import_classes(target, path);
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
