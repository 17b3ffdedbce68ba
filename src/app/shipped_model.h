#pragma once

#include <string>

namespace panet::app {

// The file of the model that ships with the program: where it was installed, else in the folder
// that the program was built from.
std::string shipped_model();

}  // namespace panet::app
