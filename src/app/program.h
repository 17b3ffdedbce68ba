#pragma once

#include "app/extensions.h"

namespace panet::app {

// The program: reads the command line, does what it says. Returns the exit code.
int run_program(int argc, char** argv, const Extensions& extensions);

}  // namespace panet::app
