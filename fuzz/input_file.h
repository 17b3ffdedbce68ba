#pragma once

#include <filesystem>

#include "target.h"

namespace panet::fuzz {

// A file in memory with these bytes, for readers that take a path; the next one takes its place.
const std::filesystem::path& input_file(Bytes bytes);

}  // namespace panet::fuzz
