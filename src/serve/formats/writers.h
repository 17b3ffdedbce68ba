#pragma once

#include "base/atomic_file.h"
#include "panet/image/pieces.h"
#include "serve/formats/export_source.h"

// One for each format (export.h).
namespace panet::serve {

void write_coco(const ExportSource& source, const LeastPiece& least, const ChunkSink& sink);
void write_voc(const ExportSource& source, const ChunkSink& sink);
void write_masks(const ExportSource& source, const ChunkSink& sink);
void write_yolo(const ExportSource& source, const LeastPiece& least, const ChunkSink& sink);
void write_labelme(const ExportSource& source, const LeastPiece& least, const ChunkSink& sink);
void write_cvat(const ExportSource& source, const LeastPiece& least, const ChunkSink& sink);
void write_label_studio(const ExportSource& source, const LeastPiece& least, const ChunkSink& sink);
void write_class_folders(const ExportSource& source, const ChunkSink& sink);

}  // namespace panet::serve
