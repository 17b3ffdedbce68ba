#pragma once

#include <string>
#include <vector>

#include "serve/formats/label_studio_region.h"

namespace panet::serve {

// What a project's labelling configuration, XML, wants masks as: the first tag in it that can draw
// them.
struct LabelConfig {
  enum class Shape { kBrush, kPolygon, kRectangle };

  Shape shape = Shape::kBrush;
  LabelStudioTags tags;
  std::string field;                // of a task's data, where the picture's address is
  std::vector<std::string> labels;  // as regions name them
};

// The text is untrusted. panet::Error where it is no XML, or has no such tag for a picture.
LabelConfig parse_label_config(const std::string& xml);

}  // namespace panet::serve
