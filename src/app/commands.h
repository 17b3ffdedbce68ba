#pragma once

#include <CLI/CLI.hpp>

#include "app/extensions.h"

namespace panet::app {

// One function per subcommand, each in its own file: declares its options and what is run when it
// is named.
void add_segment_command(CLI::App& panet);
void add_learn_command(CLI::App& panet);
void add_eval_command(CLI::App& panet, const Extensions& extensions);
void add_figure_command(CLI::App& panet);
void add_serve_command(CLI::App& panet);
void add_weights_command(CLI::App& panet);
void add_data_command(CLI::App& panet);
void add_bench_command(CLI::App& panet, const Extensions& extensions);
void add_completion_command(CLI::App& panet);
void add_manual_command(CLI::App& panet);

}  // namespace panet::app
