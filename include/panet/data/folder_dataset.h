#pragma once

#include <filesystem>
#include <memory>

#include "panet/data/dataset.h"
#include "panet/data/open_dataset.h"

namespace panet {

// Pictures of one's own, laid out as for `panet segment --support` (data/support_folder.h), and
// FSS-1000: ROOT/CLASS/PICTURE with its annotation beside it. Classes are numbered from 1 in the
// order of their names. A picture belongs to the class of its folder alone: another class's folder
// holding the same photograph makes it another picture.
//
// A folder without class folders, but with labelme files beside its pictures, is a data set too:
// its classes are the labels of the shapes, "background" left out, and a picture may hold several.
//
// options.class_list names the classes to take (FSS-1000's test classes, for instance), one a line;
// folders of other names are not looked into. Nothing is decoded. panet::Error as
// read_support_folder, and for a listed class without a folder.
std::unique_ptr<Dataset> open_folder_dataset(const std::filesystem::path& root,
                                             const DatasetOptions& options = {});

}  // namespace panet
