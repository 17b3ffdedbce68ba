#pragma once

#include <map>
#include <optional>

#include "serve/project/database.h"
#include "serve/project/records.h"
#include "serve/project/said.h"

namespace panet::serve {

// What is said of the classes of a picture once one, or all of them, are decided. Accepting freezes
// the mask that stands. Contradiction where nothing is known that could be accepted.
std::map<ClassId, Said> decided(const Database& database, PictureId picture,
                                std::optional<ClassId> class_id, Decision decision);

}  // namespace panet::serve
