#pragma once

#include <filesystem>
#include <vector>

#include "annotation/annotation_names.h"
#include "base/passed_over.h"

namespace panet {

// Of what can be read, for messages.
inline constexpr auto kPictureFormats = "JPEG, PNG, WebP, BMP or TIFF";

// What lies in one folder, told apart by content and by names (annotation/annotation_names.h),
// without the folder's own name:
// - pictures: whatever begins like a picture that can be read; files named like one as well, which
//   are reported when their turn comes, unless they begin like a picture of another format or a
//   video. Files that panet wrote are none, nor is a file without a picture's ending that has the
//   name of a picture beside it (a.jpg_original, a.mpo beside a.jpg).
// - passed_over: all other files but the annotations.
// panet::Error names the folder that cannot be read.
struct FolderContent {
  std::vector<std::filesystem::path> pictures;
  std::vector<AnnotationFile> annotations;
  std::vector<PassedOver> passed_over;
  std::vector<std::filesystem::path> folders;
};
FolderContent folder_content(const std::filesystem::path& folder);

// Moves to what is passed over: annotations that belong to no picture or are not a picture's only
// one, where panet wrote them or they are json that is not labelme's (sidecars of phones and
// clouds, a list of all annotations).
void leave_out_sidecars(const std::filesystem::path& folder, FolderContent& content);

// The annotations as files to be passed over where pictures are to be segmented.
std::vector<PassedOver> passed_over(const std::filesystem::path& folder,
                                    const std::vector<AnnotationFile>& annotations);

}  // namespace panet
