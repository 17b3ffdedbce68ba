#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace panet {

// The folder with JPEGImages/ and ImageSets/Segmentation/: `root` itself, or VOC2012/ or
// VOCdevkit/VOC2012/ in it. panet::Error where it is none of these.
std::filesystem::path voc_folder(const std::filesystem::path& root);

// The identifiers of a list, each once, in its order. A line is an identifier, or the names of the
// picture and its label file, as other programs' lists have it: "/JPEGImages/ID.jpg
// /SegmentationClassAug/ID.png". panet::Error where the list cannot be read or is empty.
std::vector<std::string> read_picture_ids(const std::filesystem::path& list);

// The identifiers of ImageSets/Segmentation/NAME.txt in a VOC folder; where there is no such list,
// panet::Error names those that there are.
std::vector<std::string> read_image_set(const std::filesystem::path& voc, const std::string& name);

}  // namespace panet
