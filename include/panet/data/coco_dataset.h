#pragma once

#include <filesystem>
#include <memory>

#include "panet/data/dataset.h"
#include "panet/data/open_dataset.h"

namespace panet {

// MS COCO, 2014 or 2017, and anything in its format:
//
//   ROOT/annotations/instances_SET.json    polygons, RLE compressed and uncompressed, crowds
//   ROOT/SET/FILE_NAME
//
// options.image_set is SET ("val2017"), or it without the year ("val") where one year is there.
// Classes carry COCO's category ids. A class's mask is the union of its objects, crowds included,
// as in the authors' code. Picture names are file names without the ending.
//
// The file is untrusted, and may be large: train2014's 450 MB are indexed within 2 GB of memory;
// polygons and RLE are decoded when a picture's labels are asked for.
//
// panet::Error: no such file (those that are there are named) or two years, broken JSON or a
// missing key (named, with the annotation's id), an annotation of a picture or category that is not
// listed, a polygon with fewer than three points or an RLE that does not fit the picture (told when
// it is read), listed pictures that are missing (counted, the first named) unless allow_missing.
std::unique_ptr<Dataset> open_coco_dataset(const std::filesystem::path& root,
                                           const DatasetOptions& options = {});

}  // namespace panet
