#pragma once

#include <optional>
#include <string>

#include "serve/project/project.h"

namespace panet::serve {

// The class of a name from elsewhere, however that is written (plain_label()).
std::optional<ClassId> find_class(const Project& project, const std::string& name);

// The same, made where it is missing.
ClassId class_named(Project& project, const std::string& name);

}  // namespace panet::serve
