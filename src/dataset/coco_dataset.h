#pragma once

#include <filesystem>
#include <memory>

#include "panet/dataset/dataset.h"
#include "panet/dataset/open_dataset.h"

namespace panet {

// MS COCO, 2014 or 2017, and anything in its format, as other programs export it:
//
//   ROOT/annotations/instances_SET.json    polygons, RLE compressed and uncompressed, crowds
//   ROOT/SET/FILE_NAME
//
// Any other json below ROOT with "images", "annotations" and "categories" at its top is a set too.
// options.image_set is SET ("val2017"), or it without the year ("val") where one year is there, or
// the path of the file; without it "val", or the only set there is. Pictures are looked for at
// ROOT/SET/, ROOT/images/SET/, ROOT/images/, ROOT/ and beside the json, at last by the end of their
// names alone, with a note. docs/data.md has all of it.
//
// Classes carry COCO's category ids; those that no outline is of are left out with a note, unless
// there are 80, COCO's own. Annotations without an outline (boxes alone, fewer than 3 points) are
// left out and counted in a note. A class's mask is the union of its objects, crowds included, as
// in the authors' code. Classes are said to be in a picture because an annotation says so: the mask
// of a tiny object may hold no pixel's middle, and be empty. Each annotation is one instance, a
// crowd too; where several overlap a pixel belongs to the smallest. Picture names are file names
// without the ending, unless two differ by that alone.
//
// The file is untrusted, and may be large: train2014's 450 MB are indexed in a pass, within 2 GB of
// memory, and stay there; polygons and RLE are decoded when a picture's labels are asked for.
//
// panet::Error: no such set (those that are there are named) or two years, broken JSON, a list of
// results or a missing key (named, with the element and its id), an id that is listed twice, an
// annotation of a picture or category that is not listed, no outline at all, a file name that leads
// out of ROOT, a file that is listed twice, listed pictures that are missing (counted, the first
// named with the places where it was looked for) unless allow_missing. Told when a picture's labels
// are read: another size than the picture has, an RLE that does not fit the picture.
std::unique_ptr<Dataset> open_coco_dataset(const std::filesystem::path& root,
                                           const DatasetOptions& options = {});

}  // namespace panet
