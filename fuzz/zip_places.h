#pragma once

#include <string>

namespace panet::fuzz {

// Of a zip archive: where its directory lies, where each record does, and how large it is, after
// the signatures that are in the file. Other files are left as they are.
void repair_zip_places(std::string& file);

}  // namespace panet::fuzz
