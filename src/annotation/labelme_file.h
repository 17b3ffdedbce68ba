#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "panet/annotation/annotation.h"

namespace panet {

// One shape as labelme writes it, not looked at any further than that its fields are of the right
// types.
struct LabelmeShape {
  std::size_t number = 0;  // from 1, as told in errors
  std::string label;       // plain_label()
  std::string written;     // the label as it stands in the file
  std::string type;
  std::vector<Point> points;
  std::string mask;     // base64; empty but for the type "mask"
  std::string problem;  // what is wrong with a field; empty where all are right
};

struct LabelmeFile {
  std::vector<LabelmeShape> shapes;
  std::optional<int64_t> image_height, image_width;
};

// A label as it is compared: folded_text() without white space around it.
std::string plain_label(const std::string& label);

// "background" and "_background_", which labelme itself uses.
bool is_background_label(const std::string& label);

// panet::Error, naming the file, where it cannot be read, is too large or not labelme's.
LabelmeFile read_labelme_file(const std::filesystem::path& path);

// The bytes are untrusted; panet::Error tells what is wrong with them.
LabelmeFile parse_labelme(std::span<const std::byte> bytes);

}  // namespace panet
