#pragma once

#include <filesystem>
#include <memory>

#include "panet/dataset/dataset.h"
#include "panet/dataset/open_dataset.h"

namespace panet {

// Pictures of one's own, laid out as for `panet segment --support` (annotation/support_folder.h):
// ROOT/CLASS/PICTURE with its annotation beside it. Classes are numbered from 1 in the order of
// their names. A picture belongs to the class of its folder alone: another class's folder holding
// the same photograph makes it another picture.
//
// A folder with labelme files beside its own pictures, or beside pictures in images/, is a data set
// too, whatever folders it has: its classes are the labels of the shapes, "background" left out,
// and a picture may hold several. Annotations without a picture and pictures without an annotation
// are problems() of the data set.
//
// options.class_list names the classes to take, one a line; folders of other names are not looked
// into. Nothing is decoded. panet::Error as read_support_folder, and for a listed class without a
// folder.
std::unique_ptr<Dataset> open_folder_dataset(const std::filesystem::path& root,
                                             const DatasetOptions& options = {});

// FSS-1000: ROOT/CLASS/N.jpg with its mask N.png. Masks of another size than their picture are
// resized, other files left aside, both with a note. Pictures without a mask, masks without a
// picture and folders without either are problems(). Every mask is read once, and pictures whose
// mask cannot be used are left out with a note, unless options.keep_broken. panet::Error: no
// picture with a mask at all, a listed class without a folder.
std::unique_ptr<Dataset> open_fss_dataset(const std::filesystem::path& root,
                                          const DatasetOptions& options = {});

}  // namespace panet
