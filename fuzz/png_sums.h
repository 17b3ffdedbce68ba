#pragma once

#include <string>

namespace panet::fuzz {

// The signature of a PNG, and the check sum of each chunk that lies within the file.
void repair_png_sums(std::string& file);

}  // namespace panet::fuzz
