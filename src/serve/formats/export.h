#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/atomic_file.h"
#include "panet/image/pieces.h"
#include "serve/project/project.h"

namespace panet::serve {

enum class ExportFormat {
  kCoco,         // one json: compressed RLE and polygons
  kVoc,          // label PNGs with VOC's palette, lists of pictures and of classes
  kMasks,        // CLASS/NAME.png, 0 and 1 as black and white
  kYolo,         // NAME.txt of one polygon an instance, and data.yaml
  kLabelme,      // NAME.json to be laid beside the pictures
  kCvat,         // one XML of CVAT 1.1 for images: masks
  kLabelStudio,  // one json of tasks: brush masks
  kClasses,      // CLASS/PICTURE and CLASS/NAME.mask.png, a folder for --support
};

struct ExportOptions {
  ExportFormat format = ExportFormat::kCoco;
  // What the program found and nobody decided, too; else what is accepted, painted or rejected.
  bool all = false;
  // From which size on a connected piece is an instance of its own. A class of one piece is one
  // instance always.
  LeastPiece pieces;
};

// By the name that docs/http.md has for it: "coco".
std::optional<ExportFormat> export_format(std::string_view name);

// What a browser calls the file, and its type: "photos.coco.json", "application/json".
std::string export_file_name(const Project& project, ExportFormat format);
std::string export_content_type(ExportFormat format);

// Contradiction where what is exported has pictures that the format cannot tell apart: YOLO finds
// labels by a picture's name without the ending.
void expect_exportable(const Project& project, const ExportOptions& options);

// Hands the file out piece by piece; one picture at a time is in memory. The same project gives the
// same bytes. Pictures that fail, and those that nobody looked at, are left out. What `sink` throws
// goes through; panet::Error also where a picture of kClasses cannot be read.
void export_project(const Project& project, const ExportOptions& options, const ChunkSink& sink);

}  // namespace panet::serve
