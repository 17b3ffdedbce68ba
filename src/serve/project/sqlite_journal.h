#pragma once

#include <filesystem>

namespace panet::serve {

// Before a database is opened: panet::Error where its rollback journal names another file. SQLite
// would take that for the journal of a change to several databases, and delete it in the end,
// whatever it is. Ours change one alone, so such a journal is a stranger's.
// (sqlite.org/fileformat2.html, 3: The Rollback Journal; its last eight bytes tell.)
void require_journal_of_one_database(const std::filesystem::path& database);

}  // namespace panet::serve
