#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>

#include "serve/tools/label_studio/label_config.h"
#include "serve/work/labeller.h"

namespace panet::serve {

// The objects in a picture, as regions of the configuration's tag: those of classes that it has a
// label for.
struct FoundRegions {
  nlohmann::json regions = nlohmann::json::array();
  double score = 0;  // the mean of theirs, 0 where there is none
};
FoundRegions regions_of(const FoundClasses& found, const LabelConfig& config);

// What the regions of an annotation have of each label, drawn into one mask, one label after the
// other: a made-up label takes no memory. Brushes, polygons, rectangles and ellipses; others are
// left out, and notes tell of those that have labels. `result` is untrusted: panet::Error where a
// region is broken, was drawn in a picture of another size, or where there are more labels than a
// project has classes.
void draw_labels(const nlohmann::json& result, PictureSize size,
                 const std::function<void(const std::string& label, const Mask& mask)>& take);

}  // namespace panet::serve
