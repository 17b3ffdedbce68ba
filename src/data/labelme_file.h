#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "panet/data/annotation.h"

namespace panet {

// One shape as labelme writes it, not looked at any further than that its fields are of the right
// types.
struct LabelmeShape {
  std::size_t number = 0;  // from 1, as told in errors
  std::string label;       // plain_label()
  std::string type;
  std::vector<Point> points;
  std::string mask;  // base64; empty but for the type "mask"
};

struct LabelmeFile {
  std::vector<LabelmeShape> shapes;
  std::optional<int64_t> image_height, image_width;
};

// A label as it is compared: in lower case, without spaces around it.
std::string plain_label(const std::string& label);

// "background" and "_background_", which labelme itself uses.
bool is_background_label(const std::string& label);

// The bytes are untrusted; panet::Error tells what is wrong with them.
LabelmeFile parse_labelme(std::span<const std::byte> bytes);

}  // namespace panet
