#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "image/png.h"

namespace panet::serve {

// What an exported mask tells of itself in its PNG's text, so that it can be imported again
// whatever its folders are called.
struct MaskMark {
  std::string class_name;
  std::string picture;  // below the folder of photographs
};

Text text_of(const MaskMark& mark);

// Nothing where the file is another one.
std::optional<MaskMark> mask_mark_in(const std::filesystem::path& file);

}  // namespace panet::serve
