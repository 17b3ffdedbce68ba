#include "labelme_json.h"

#include "base64_text.h"
#include "drawing.h"
#include "support.h"

namespace panet::test {

using nlohmann::json;

json labelme_shape(const std::string& label, const std::string& type,
                   const std::vector<std::vector<double>>& points) {
  return {{"label", label},  {"points", points},   {"group_id", nullptr},    {"description", ""},
          {"mask", nullptr}, {"shape_type", type}, {"flags", json::object()}};
}

json labelme_mask(const std::string& label, const std::vector<std::string>& labels, int x, int y) {
  const TemporaryFolder folder;
  write_grey_png(folder / "mask.png", labels);
  const PictureSize size = size_of(labels);
  json shape = labelme_shape(
      label, "mask",
      {{static_cast<double>(x), static_cast<double>(y)},
       {static_cast<double>(x + size.width - 1), static_cast<double>(y + size.height - 1)}});
  shape["mask"] = base64_of(read_file(folder / "mask.png"));
  return shape;
}

json labelme_file(int width, int height, const std::vector<json>& shapes) {
  return {{"version", "5.4.1"},      {"flags", json::object()},         {"shapes", shapes},
          {"imagePath", "cat1.jpg"}, {"imageData", "/9j/4AAQSkZJRg=="}, {"imageHeight", height},
          {"imageWidth", width}};
}

}  // namespace panet::test
