#pragma once

#include <CLI/CLI.hpp>

namespace panet::app {

// The options of `train`, and what it does.
void declare_training(CLI::App& command);

}  // namespace panet::app
