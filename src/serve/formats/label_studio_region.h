#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "panet/image/map.h"

namespace panet::serve {

// What of a labelling configuration a region belongs to: the names of a tag that draws and of the
// picture's. Those of Label Studio's template for semantic segmentation with masks unless told.
struct LabelStudioTags {
  std::string control = "tag", image = "image";
};

// A region as Label Studio keeps it. kind: "brushlabels"; value: what its kind needs.
nlohmann::json label_studio_region(const std::string& id, const LabelStudioTags& tags,
                                   const std::string& kind, PictureSize size, nlohmann::json value);

nlohmann::json brush_region(const std::string& id, const LabelStudioTags& tags,
                            const std::string& label, const Mask& mask);

}  // namespace panet::serve
