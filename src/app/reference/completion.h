#pragma once

#include <string>

#include "app/reference/command_reference.h"

namespace panet::app {

// Scripts that a shell reads to complete what is typed of a program: its commands, options, their
// values where they can be listed, files elsewhere.
std::string bash_completion(const CommandReference& program);
std::string zsh_completion(const CommandReference& program);
std::string fish_completion(const CommandReference& program);

}  // namespace panet::app
