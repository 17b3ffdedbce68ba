#pragma once

#include <string>

namespace panet {

// What files that panet wrote are known by (base/own_file.h): the keyword of a PNG's text chunk,
// the first key of a json object, the first word of a JPEG's comment.
inline constexpr const char* kOwnMark = "panet";

// "0.1.0"
const std::string& program_version();

// "panet 0.1.0"; of a file that one job alone made, with what that is known by: "panet 0.1.0 job".
std::string own_mark_text(const std::string& job = {});

}  // namespace panet
