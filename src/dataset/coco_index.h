#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <vector>

#include "dataset/coco_file.h"

namespace panet {

// A COCO file whose parts are known to fit together, by picture.
class CocoIndex {
 public:
  // What is done with annotations of a picture or a category that is not listed.
  enum class Strays { kRefused, kLeftOut };

  // Annotations without an outline are left out, with a note of how many, where strays are refused.
  // panet::Error: as read_coco_file; ids that are listed twice; an annotation of a picture or a
  // category that is not listed, where that is refused; no pictures; annotations of which none has
  // an outline.
  explicit CocoIndex(const std::filesystem::path& path, Strays strays = Strays::kRefused,
                     CocoNames names = CocoNames::kWithin);

  const std::vector<CocoPicture>& pictures() const { return file_.pictures; }
  const std::vector<CocoCategory>& categories() const { return file_.categories; }  // by id
  int64_t strays() const { return strays_; }            // that were left out
  int64_t outlineless() const { return outlineless_; }  // annotations that were left out
  std::vector<int64_t> used_categories() const;  // those of which there is an outline, ascending
  std::span<const CocoAnnotation> annotations_of(const CocoPicture& picture) const;

  // The same, by the ids of their categories: a file of few bytes may name many.
  using Annotations = std::vector<const CocoAnnotation*>;
  std::map<int64_t, Annotations> by_category(const CocoPicture& picture) const;

 private:
  int64_t strays_ = 0, outlineless_ = 0;
  CocoFile file_;  // annotations by picture, those of one in the order of the file
};

}  // namespace panet
