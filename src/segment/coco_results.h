#pragma once

#include <filesystem>
#include <vector>

#include "segment/picture_output.h"

namespace panet {

// One COCO json of the pictures segmented: "panet" (its version; by this is_own_file knows the
// file), "images", "categories" (ids 1..C), and an annotation per picture and class found:
// segmentation as compressed RLE, area, bbox, score (the class's presence in the picture, by which
// COCO's evaluation ranks), mask_score (the mean softmax score). Where `output` tells pieces apart,
// an annotation per piece, and one with "iscrowd" 1 for all of a class that are too small together.
// Made from the label files alone, so that any run over the same list, resumed or shared out, gives
// the same file. Names that are not UTF-8 stand there as utf8_name (text/utf8_name.h) writes them,
// with a note. Written atomically, unless more than `most_incomplete` pictures have no whole files,
// as they failed or another shard has not come to them yet. Returns how many have none.
// panet::Error where a label file changes while it is read.
std::size_t write_coco_results(const std::filesystem::path& path,
                               const std::vector<ListedPicture>& pictures,
                               const PictureOutput& output, std::size_t most_incomplete);

}  // namespace panet
