#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string_view>

#include "app/reference/completion.h"

namespace panet::app {
namespace {

using Value = OptionReference::Value;

// A part of a specification of _arguments or _describe, inside single quotes; `special` ends parts
// there.
std::string part(const std::string& text, std::string_view special) {
  std::string safe;
  for (const char letter : text) {
    if (letter == '\'') {
      safe += "'\\''";
      continue;
    }
    if (letter == '\\' || special.find(letter) != std::string_view::npos) safe += '\\';
    safe += letter;
  }
  return safe;
}

std::string action(const OptionReference& option) {
  if (!option.choices.empty()) return fmt::format("({})", fmt::join(option.choices, " "));
  if (option.takes_folders()) return "_files -/";
  return option.takes_files() ? "_files" : "";
}

std::string value(const OptionReference& option) {
  if (option.value == Value::kNone) return "";
  return fmt::format("{}{}:{}", option.value == Value::kOptional ? "::" : ":",
                     part(option.value_name, ":"), action(option));
}

// One for each name: "--shots=" takes its value as the next word, too, "--tiles=-" in the same
// alone.
std::string specifications(const OptionReference& option) {
  std::string all;
  for (const auto& name : option.names) {
    const std::string_view equals = option.value == Value::kNone       ? ""
                                    : option.value == Value::kOptional ? "=-"
                                                                       : "=";
    all += fmt::format(" \\\n    '{}{}{}[{}]{}'", option.is_repeated ? "*" : "", name, equals,
                       part(option.description, "[]"), value(option));
  }
  return all;
}

std::string function_name(const CommandReference& command) {
  return fmt::format("_{}", fmt::join(command.words, "_"));
}

std::string options(const CommandReference& command) {
  std::string all;
  for (const auto& option : command.options) all += specifications(option);
  return all;
}

std::string command_function(const CommandReference& command) {
  std::string arguments;
  for (const auto& argument : command.arguments)
    arguments += fmt::format(" \\\n    '{}:{}:{}'", argument.is_repeated ? "*" : "",
                             part(argument.names.front(), ":"), action(argument));
  return fmt::format("{}() {{\n  _arguments{}{}\n}}\n\n", function_name(command), options(command),
                     arguments);
}

// A command with others below it: which they are, and each is left to its own function.
std::string group_function(const CommandReference& command) {
  std::string names;
  for (const auto& below : command.commands)
    names += fmt::format("\n    '{}:{}'", below.name(), part(below.description, ":"));
  return fmt::format(R"zsh({0}() {{
  local curcontext=$curcontext state state_descr line
  local -A opt_args
  local -a commands=({1})
  _arguments -C{2} \
    '1: :->command' '*:: :->rest'
  case $state in
    command) _describe command commands ;;
    rest) (( $+functions[{0}_$words[1]] )) && {0}_$words[1] ;;
  esac
}}

)zsh",
                     function_name(command), names, options(command));
}

}  // namespace

std::string zsh_completion(const CommandReference& program) {
  std::string functions;
  for (const auto* command : with_all_below(program))
    functions += command->commands.empty() ? command_function(*command) : group_function(*command);
  return fmt::format(
      "#compdef {0}\n# Completes {0} in zsh; made by '{0} completion zsh'.\n\n{1}_{0} \"$@\"\n",
      program.name(), functions);
}

}  // namespace panet::app
