#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "dataset/coco_file.h"
#include "dataset/coco_sets.h"

namespace panet {

// Which files lie in a folder, each folder read once: a hundred thousand pictures are found without
// a look at each.
class FolderFiles {
 public:
  bool contains(const std::filesystem::path& file);

 private:
  std::unordered_map<std::string, std::unordered_set<std::string>> names_in_;
};

// Where the pictures of a COCO file lie.
class CocoPictures {
 public:
  CocoPictures(std::filesystem::path root, CocoSet set);

  // The file of each picture, below ROOT; empty where there is none. Looked for as it stands and
  // with "/" for "\" at ROOT/SET/NAME, ROOT/images/SET/NAME, ROOT/images/NAME, ROOT/data/NAME,
  // ROOT/NAME and beside the json, and likewise from the json's folder and the one above it. What
  // is not found so is the one file below ROOT, but not in the folder of another set, whose last
  // components are the same, in any letter case and Unicode form; which were found so is told in a
  // note.
  std::vector<std::filesystem::path> find(
      const std::vector<CocoPicture>& pictures,
      const std::function<void(std::size_t done, std::size_t total)>& on_progress);

  // "looked for val/a.jpg, images/val/a.jpg, ... in ROOT": why find() found no file.
  std::string where_looked(const CocoPicture& picture) const;

 private:
  struct Listed {
    std::filesystem::path file;          // below ROOT
    std::vector<std::string> backwards;  // its folded components, the last first
  };

  std::filesystem::path as_it_stands(const CocoPicture& picture);
  void list_all();
  void find_by_name(const std::vector<CocoPicture>& pictures,
                    std::vector<std::filesystem::path>& files);
  void list_below(const std::filesystem::path& below, int depth,
                  std::unordered_set<std::string>& entered);
  std::vector<std::filesystem::path> fitting(const CocoPicture& picture) const;

  std::filesystem::path root_;
  CocoSet set_;
  std::vector<std::filesystem::path> folders_;     // where pictures are looked for, below ROOT
  std::unordered_set<std::string> of_other_sets_;  // names of folders, folded
  FolderFiles there_;
  std::size_t listed_ = 0;
  // All files below ROOT, by their folded names; empty until they are needed, and where there are
  // more than a million.
  std::unordered_map<std::string, std::vector<Listed>> by_name_;
};

}  // namespace panet
