#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "panet/image/map.h"
#include "serve/formats/instances.h"
#include "serve/project/project.h"

namespace panet::serve {

// Its path without the ending.
std::string stem_of(const std::string& picture);

// A picture that is exported.
struct ExportedPicture {
  PictureId id = 0;
  std::string name;  // UTF-8 (base/utf8_name.h)
  std::string stem;  // stem_of, or where another has that, more; no two have the same
  PictureSize size;
  bool is_decided = false;
};

// The mask of a class in it, which has a pixel.
struct ExportedMask {
  std::size_t label = 0;  // 1 for the first of the classes
  Origin origin = Origin::kPerson;
  Mask mask;
  Mask added;  // Project::added
  std::vector<PieceLine> lines;
};

// What there is to export of a project.
class ExportSource {
 public:
  ExportSource(const Project& project, bool all);

  const Project& project() const { return project_; }
  const std::vector<ClassRow>& classes() const { return classes_; }
  const ClassRow& class_of(const ExportedMask& mask) const { return classes_[mask.label - 1]; }
  const std::vector<ExportedPicture>& pictures() const { return pictures_; }

  // By label.
  std::vector<ExportedMask> masks(const ExportedPicture& picture) const;

  ClassInstances instances(const ExportedMask& mask, const LeastPiece& least) const {
    return instances_of(mask.mask, mask.added, mask.lines, class_of(mask).one_piece, least);
  }

 private:
  std::size_t label_of(ClassId class_id) const;  // 0 for one that is not there any more

  const Project& project_;
  bool all_;
  std::vector<ClassRow> classes_;
  std::vector<ExportedPicture> pictures_;
};

}  // namespace panet::serve
