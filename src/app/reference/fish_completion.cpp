#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/reference/completion.h"

namespace panet::app {
namespace {

using Value = OptionReference::Value;

std::string quoted(const std::string& text) {
  std::string safe;
  for (const char letter : text) {
    if (letter == '\\' || letter == '\'') safe += '\\';
    safe += letter;
  }
  return "'" + safe + "'";
}

// A line of the script for what may follow a command.
std::string line(const CommandReference& program, const CommandReference& command,
                 const std::string& rest) {
  return fmt::format("complete -c {} -n {} {}\n", program.name(),
                     quoted("__panet_at " + quoted(command.behind())), rest);
}

// What a value is completed to.
std::string value(const OptionReference& option) {
  if (!option.choices.empty())
    return fmt::format("-x -a {}", quoted(fmt::format("{}", fmt::join(option.choices, " "))));
  if (option.takes_folders()) return "-x -a '(__fish_complete_directories)'";
  return option.takes_files() ? "-r -F" : "-x";
}

std::string option_rest(const OptionReference& option) {
  std::string rest;
  for (const auto& name : option.names)
    rest += name.starts_with("--") ? "-l " + name.substr(2) + " " : "-s " + name.substr(1) + " ";
  if (option.value == Value::kNeeded) rest += value(option) + " ";
  return rest + "-d " + quoted(option.description);
}

std::string argument_rest(const OptionReference& argument) {
  if (!argument.choices.empty()) return value(argument).substr(std::string("-x ").size());
  if (argument.takes_folders()) return "-a '(__fish_complete_directories)'";
  return "-F";
}

std::string lines(const CommandReference& program, const CommandReference& command) {
  std::string all;
  for (const auto& option : command.options) all += line(program, command, option_rest(option));
  for (const auto& argument : command.arguments)
    all += line(program, command, argument_rest(argument));
  for (const auto& below : command.commands)
    all +=
        line(program, command, "-a " + quoted(below.name()) + " -d " + quoted(below.description));
  return all;
}

}  // namespace

std::string fish_completion(const CommandReference& program) {
  std::string all;
  for (const auto* command : with_all_below(program)) all += lines(program, *command);
  return fmt::format(R"fish(# Completes {0} in fish; made by '{0} completion fish'.

function __panet_at
    set -l command ''
    for word in (commandline -opc)[2..-1]
        switch "$command $word"
            case {1}
                set command (string trim "$command $word")
        end
    end
    test "$command" = "$argv[1]"
end

complete -c {0} -f
{2})fish",
                     program.name(), fmt::join(ways_down(program), " "), all);
}

}  // namespace panet::app
