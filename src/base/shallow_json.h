#pragma once

#include <nlohmann/json.hpp>
#include <string_view>

namespace panet {

// A stranger's JSON as a tree; "discarded" where it is none, or nested deeper than anything that is
// read here. nlohmann's values are copied and written by functions that call themselves, so a text
// of brackets alone would end the program.
nlohmann::json shallow_json(std::string_view text);

}  // namespace panet
