#pragma once

#include "serve/project/database.h"
#include "serve/project/records.h"

namespace panet::serve {

// Works out a picture's status, presence and certainty from what is known of its classes, and keeps
// them with its revision. → whether it is counted otherwise.
bool refresh_status(const Database& database, PictureId picture, Revision revision);

}  // namespace panet::serve
