#pragma once

#include <CLI/CLI.hpp>

namespace panet::app {

// --max-pixels, for every command that decodes pictures: the limit of image/picture_limit.h.
void declare_max_pixels(CLI::App& command);

}  // namespace panet::app
