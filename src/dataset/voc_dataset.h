#pragma once

#include <filesystem>
#include <memory>

#include "panet/dataset/dataset.h"
#include "panet/dataset/open_dataset.h"

namespace panet {

// PASCAL VOC 2012 as it unpacks, SBD's additions included (`panet data voc` makes those):
//
//   JPEGImages/ID.jpg
//   SegmentationClassAug/ID.png    or SegmentationClass/: index PNG, 1..20 classes, 255 void
//   SegmentationObjectAug/ID.png   or SegmentationObject/, optional: index PNG, a number an object
//   Scribbles/ID.png               optional, as ScribbleSup: 0 background, 1..20, 255 unknown
//   ImageSets/Segmentation/NAME.txt  an ID a line; the names of the picture and label file also do
//
// Pictures may end otherwise (ID.png, ID.JPG); ID.jpg comes first.
// `root` may be the folder itself, or one that holds it as VOC2012/ or VOCdevkit/VOC2012/. Every
// label file is read once, by thread_count() threads, to learn which classes it holds.
//
// panet::Error: a folder or list that is not there (the lists that are there are named), an empty
// list, listed pictures or label files that are missing (counted, the first named) unless
// allow_missing, a label that is neither a class nor void. Labels that are all 0 and 255 (void) are
// a problem() of the data set.
std::unique_ptr<Dataset> open_voc_dataset(const std::filesystem::path& root,
                                          const DatasetOptions& options = {});

// The twenty classes, in the order of their labels from 1.
const std::vector<std::string>& voc_class_names();

}  // namespace panet
