#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "panet/image/map.h"

namespace panet {

// The integer matrix in a field of a struct that a MATLAB file holds.
//
// MATLAB's "level 5" files, little-endian, compressed or not (`save -v6` and `-v7`), of which this
// is as much of a reader as label matrices need: what else a file holds is stepped over, never
// looked into. The file is untrusted; panet::Error names it where it is none of these, is damaged
// or cut off, or lacks the variable or the field, or where the field is no integer matrix of at
// most 2^24 elements. (libmatio, which reads all that MATLAB writes, can be made to take any amount
// of memory by one changed byte.)
Map<int64_t> read_mat_field(const std::filesystem::path& file, const std::string& variable,
                            const std::string& field);

}  // namespace panet
