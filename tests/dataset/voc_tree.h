#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "drawing.h"

namespace panet::test {

// A small folder as VOC 2012 unpacks.
struct VocTree {
  std::filesystem::path root;

  // JPEGImages/ID.jpg, of the size of the drawing, and FOLDER/ID.png with its labels.
  void add(const std::string& id, const Drawing& labels,
           const std::string& folder = "SegmentationClass") const;
  void add_picture(const std::string& id, PictureSize size) const;
  void add_labels(const std::string& id, const Drawing& labels, const std::string& folder) const;

  // ImageSets/Segmentation/NAME.txt, an identifier a line.
  void list(const std::string& name, const std::vector<std::string>& ids) const;
};

}  // namespace panet::test
