#include "serve/formats/export.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <limits>
#include <map>

#include "base/name_list.h"
#include "base/utf8_name.h"
#include "serve/formats/writers.h"

namespace panet::serve {
namespace {

struct Known {
  ExportFormat format;
  std::string_view name, ending;
};

constexpr std::array<Known, 8> kKnown = {
    {{ExportFormat::kCoco, "coco", ".coco.json"},
     {ExportFormat::kVoc, "voc", ".voc.zip"},
     {ExportFormat::kMasks, "masks", ".masks.zip"},
     {ExportFormat::kYolo, "yolo", ".yolo.zip"},
     {ExportFormat::kLabelme, "labelme", ".labelme.zip"},
     {ExportFormat::kCvat, "cvat", ".cvat.xml"},
     {ExportFormat::kLabelStudio, "labelstudio", ".labelstudio.json"},
     {ExportFormat::kClasses, "classes", ".classes.zip"}}};

std::string_view ending_of(ExportFormat format) {
  return std::ranges::find(kKnown, format, &Known::format)->ending;
}

// How many pictures of a project, exported or not, have a name without the ending.
std::map<std::string, int> times_of_stems(const Project& project) {
  std::map<std::string, int> times;
  for (const auto& row : project.pictures({.limit = std::numeric_limits<int64_t>::max()}).pictures)
    ++times[stem_of(utf8_name(row.name))];
  return times;
}

bool is_below_images(const std::string& picture) {
  const auto folders = std::filesystem::path(picture).parent_path();
  return std::ranges::find(folders, "images") != folders.end();
}

// They go with their masks.
void expect_photographs(const ExportSource& source) {
  std::vector<std::string> missing;
  for (const auto& picture : source.pictures())
    if (!std::filesystem::is_regular_file(source.project().file_of(picture.id)) &&
        !source.masks(picture).empty())
      missing.push_back(picture.name);
  if (!missing.empty())
    throw Contradiction(fmt::format(
        "an export of classes holds the photographs, and those of {} are not there any longer; "
        "bring them back, reopen these pictures, or export another format",
        name_list(missing)));
}

void expect_names_for_yolo(const ExportSource& source) {
  const auto times = times_of_stems(source.project());
  std::vector<std::string> twins, hidden;
  for (const auto& picture : source.pictures()) {
    if (times.at(stem_of(picture.name)) > 1) twins.push_back(picture.name);
    if (is_below_images(picture.name)) hidden.push_back(picture.name);
  }
  if (!twins.empty())
    throw Contradiction(fmt::format(
        "YOLO finds labels by a picture's name without the ending, and other pictures have those "
        "of {}; rename them, or export another format",
        name_list(twins)));
  if (!hidden.empty())
    throw Contradiction(fmt::format(
        "YOLO looks for the labels of a picture below the last folder of its path that is called "
        "images, which {} have in the project itself; call that folder otherwise, or export "
        "another format",
        name_list(hidden)));
}

}  // namespace

std::optional<ExportFormat> export_format(std::string_view name) {
  const auto found = std::ranges::find(kKnown, name, &Known::name);
  return found == kKnown.end() ? std::nullopt : std::optional(found->format);
}

std::string export_file_name(const Project& project, ExportFormat format) {
  return utf8_name(project.photos().filename().string()) + std::string(ending_of(format));
}

std::string export_content_type(ExportFormat format) {
  const std::string_view ending = ending_of(format);
  if (ending.ends_with(".json")) return "application/json";
  return ending.ends_with(".xml") ? "application/xml" : "application/zip";
}

void expect_exportable(const Project& project, const ExportOptions& options) {
  if (options.format == ExportFormat::kClasses) expect_photographs({project, options.all});
  if (options.format == ExportFormat::kYolo) expect_names_for_yolo({project, options.all});
}

void export_project(const Project& project, const ExportOptions& options, const ChunkSink& sink) {
  const ExportSource source(project, options.all);
  switch (options.format) {
    case ExportFormat::kCoco:
      return write_coco(source, options.pieces, sink);
    case ExportFormat::kVoc:
      return write_voc(source, sink);
    case ExportFormat::kMasks:
      return write_masks(source, sink);
    case ExportFormat::kYolo:
      return write_yolo(source, options.pieces, sink);
    case ExportFormat::kLabelme:
      return write_labelme(source, options.pieces, sink);
    case ExportFormat::kCvat:
      return write_cvat(source, options.pieces, sink);
    case ExportFormat::kLabelStudio:
      return write_label_studio(source, options.pieces, sink);
    case ExportFormat::kClasses:
      return write_class_folders(source, sink);
  }
}

}  // namespace panet::serve
