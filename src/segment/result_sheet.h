#pragma once

#include <vector>

#include "panet/annotation/support_folder.h"
#include "segment/picture_output.h"

namespace panet {

// A contact sheet of a job for people to look at: a row of annotated pictures for each class, then
// the overlays that `output` wrote, the first `most_pictures` of them. Pictures without an overlay
// are left out. → one picture.
Picture result_sheet(const std::vector<SupportClass>& classes, const LabelOptions& labels,
                     const std::vector<ListedPicture>& pictures, const PictureOutput& output,
                     std::size_t most_pictures = 24);

}  // namespace panet
