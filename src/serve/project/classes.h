#pragma once

#include <string>
#include <vector>

#include "serve/project/database.h"
#include "serve/project/records.h"

namespace panet::serve {

std::vector<ClassRow> class_rows(const Database& database);
ClassRow class_row(const Database& database, ClassId class_id);  // NotThere
void expect_class(const Database& database, ClassId class_id);   // NotThere
std::vector<ClassId> class_ids(const Database& database);

// A class's name without the blanks around it: 1 to 100 characters that can be the name of a
// folder. panet::Error says why it cannot be one.
std::string class_name_of(const std::string& text);

ClassId insert_class(const Database& database, const std::string& name,
                     std::optional<Colour> colour, bool one_piece);
void update_class(const Database& database, ClassId class_id, const ClassChange& change);
void delete_class(const Database& database, ClassId class_id);

}  // namespace panet::serve
