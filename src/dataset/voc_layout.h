#pragma once

#include <filesystem>
#include <string>
#include <unordered_map>
#include <vector>

namespace panet {

// The folder with JPEGImages/ and ImageSets/Segmentation/: `root` itself, or VOC2012/ or
// VOCdevkit/VOC2012/ in it. panet::Error where it is none of these.
std::filesystem::path voc_folder(const std::filesystem::path& root);

// The identifiers of a list, each once, in its order. A line is an identifier, with a picture's
// ending or without, or the names of the picture and its label file, as other programs' lists have
// it: "/JPEGImages/ID.jpg /SegmentationClassAug/ID.png"; whatever else stands behind the first word
// ("ID -1", as in VOC's lists of a class) says nothing. panet::Error where the list cannot be read
// or is empty.
std::vector<std::string> read_picture_ids(const std::filesystem::path& list);

// The files of a folder by their identifiers, whatever the endings; the folder is read once.
class FilesById {
 public:
  // Files named like pictures; of several of one identifier the one that ends as `usual`, ".jpg".
  // An identifier that no file has as it stands is the one that has it in another letter case or
  // Unicode form, where that is one alone.
  FilesById(const std::filesystem::path& folder, const std::string& usual);

  // The file of an identifier; where there is none, as it would usually be called.
  std::filesystem::path operator[](const std::string& id) const;
  bool contains(const std::string& id) const { return !name_of(id).empty(); }

 private:
  std::filesystem::path name_of(const std::string& id) const;  // empty where there is none

  std::filesystem::path folder_;
  std::string usual_;
  std::unordered_map<std::string, std::filesystem::path> names_;
  std::unordered_multimap<std::string, std::filesystem::path> folded_;
};

// ImageSets/Segmentation/NAME.txt in a VOC folder, whether or not it is there.
std::filesystem::path image_set_file(const std::filesystem::path& voc, const std::string& name);

// The identifiers of that list; where it is not there, panet::Error names those that are.
std::vector<std::string> read_image_set(const std::filesystem::path& voc, const std::string& name);

}  // namespace panet
