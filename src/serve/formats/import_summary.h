#pragma once

#include <string>
#include <vector>

#include "serve/formats/import.h"

namespace panet::serve {

// What came of an import, in a few lines however much was skipped: of each reason how often, and a
// few names. Where nothing was found, what is looked for.
std::vector<std::string> summary_of(const NamedImport& import, const ImportReport& report);

}  // namespace panet::serve
