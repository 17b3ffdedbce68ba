#pragma once

#include <filesystem>
#include <string>

namespace panet {

// Whether panet wrote this file: a PNG with the text chunk "panet", a JPEG with a comment that
// begins with "panet", a json object whose first key is "panet" (in json lines: that of the first),
// a text that begins with "# panet", safetensors whose metadata says that they are panet's. Only
// the heads of files are read: what was cut short stays ours as long as its mark is there; what
// cannot be read is not.
bool is_own_file(const std::filesystem::path& path);

// Whether its mark is a job's (own_mark_text).
bool is_own_file_of(const std::string& job, const std::filesystem::path& path);

}  // namespace panet
