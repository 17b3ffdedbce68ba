#pragma once

#include <string_view>

#include "serve/formats/import.h"
#include "target.h"

namespace panet::fuzz {

// Imports bytes as the file `name` of a folder (or as `name` itself, where that is what the format
// wants) into a project of one picture, a.png of 6 x 4 pixels, and one class, cat, of which nothing
// is painted yet.
void import_somehow(serve::ImportFormat format, std::string_view name, Bytes file);

}  // namespace panet::fuzz
