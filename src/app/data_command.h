#pragma once

#include <CLI/CLI.hpp>

namespace panet::app {

// The subcommands of `panet data`, each in its own file.
void add_data_voc_command(CLI::App& data);
void add_data_check_command(CLI::App& data);
void add_data_show_command(CLI::App& data);

}  // namespace panet::app
