#include "serve/formats/label_studio_region.h"

#include <utility>

#include "serve/formats/brush_rle.h"

namespace panet::serve {

using nlohmann::json;

json label_studio_region(const std::string& id, const LabelStudioTags& tags,
                         const std::string& kind, PictureSize size, json value) {
  return {{"id", id},
          {"from_name", tags.control},
          {"to_name", tags.image},
          {"type", kind},
          {"original_width", size.width},
          {"original_height", size.height},
          {"image_rotation", 0},
          {"value", std::move(value)}};
}

json brush_region(const std::string& id, const LabelStudioTags& tags, const std::string& label,
                  const Mask& mask) {
  return label_studio_region(
      id, tags, "brushlabels", mask.dimensions(),
      {{"format", "rle"}, {"rle", brush_rle(mask)}, {"brushlabels", {label}}});
}

}  // namespace panet::serve
