#pragma once

#include <map>
#include <optional>

#include "serve/project/database.h"
#include "serve/project/records.h"
#include "serve/project/said.h"

namespace panet::serve {

// Makes one change that can be undone: what a person said of some classes of a picture becomes
// `after`. What was undone before can be made again no more. → whether anything is changed.
bool make_change(const Database& database, const Change& change,
                 const std::map<ClassId, Said>& after, Revision revision);

// Contradiction where there is nothing to undo, or to make again.
Change undo_change(const Database& database, Revision revision);
Change redo_change(const Database& database, Revision revision);

bool has_change(const Database& database, bool is_undone);

}  // namespace panet::serve
