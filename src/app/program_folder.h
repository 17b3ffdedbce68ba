#pragma once

#include <filesystem>

namespace panet::app {

// The folder in which the program that runs lies: what belongs to it is found from there. Empty
// where the system does not tell.
std::filesystem::path program_folder();

}  // namespace panet::app
