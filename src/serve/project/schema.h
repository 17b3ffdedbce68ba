#pragma once

#include "serve/project/database.h"

namespace panet::serve {

// Makes an empty file a project of this version, or one of an earlier version, each step whole or
// not at all. panet::Error for one of a later version and for a database that is none of ours.
void migrate(Database& database);

}  // namespace panet::serve
