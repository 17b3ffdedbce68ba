#pragma once

#include <string>

#include "app/reference/command_reference.h"

namespace panet::app {

// The name of a command's page, "panet-data-check".
std::string page_name(const CommandReference& command);

// A page of section 1 in the language of man(7).
std::string manual_page(const CommandReference& command, const std::string& version);

}  // namespace panet::app
