#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/reference/completion.h"

namespace panet::app {
namespace {

using Value = OptionReference::Value;

std::string action(const OptionReference& option) {
  if (!option.choices.empty())
    return fmt::format("_panet_words '{}'", fmt::join(option.choices, " "));
  if (option.takes_folders()) return "_panet_paths -d";
  return option.takes_files() ? "_panet_paths -f" : ":";
}

// What may follow an option: a value behind `=`, and where it needs one, as a word of its own.
std::string values(const CommandReference& command) {
  std::string cases;
  for (const auto& option : command.options) {
    if (option.value == Value::kNone) continue;
    for (const auto& name : option.names) {
      const auto typed = command.behind() + ":" + name;
      const auto alone = option.value == Value::kNeeded ? fmt::format("'{}' | ", typed) : "";
      cases += fmt::format("    {}'{}=') {}; return ;;\n", alone, typed, action(option));
    }
  }
  return cases;
}

std::string option_words(const CommandReference& command) {
  std::vector<std::string> words;
  for (const auto& option : command.options)
    words.insert(words.end(), option.names.begin(), option.names.end());
  return fmt::format("{}", fmt::join(words, " "));
}

std::string arguments(const CommandReference& command) {
  if (!command.arguments.empty()) return action(command.arguments.front());
  std::vector<std::string> names;
  for (const auto& below : command.commands) names.push_back(below.name());
  return fmt::format("_panet_words '{}'", fmt::join(names, " "));
}

// What may stand anywhere else.
std::string words(const CommandReference& command) {
  return fmt::format(
      "    '{}:-'*) _panet_words '{}' ;;\n"
      "    '{}:'*) {} ;;\n",
      command.behind(), option_words(command), command.behind(), arguments(command));
}

}  // namespace

std::string bash_completion(const CommandReference& program) {
  std::string all_values, all_words;
  for (const auto* command : with_all_below(program)) {
    all_values += values(*command);
    all_words += words(*command);
  }
  return fmt::format(R"bash(# Completes {0} in bash; made by '{0} completion bash'.

_panet_words() {{
  mapfile -t COMPREPLY < <(compgen -W "$1" -- "$current")
}}

# -f: files and folders, -d: folders.
_panet_paths() {{
  mapfile -t COMPREPLY < <(compgen "$1" -- "$current")
  compopt -o filenames 2>/dev/null
}}

_panet() {{
  local current=${{COMP_WORDS[COMP_CWORD]}} option=${{COMP_WORDS[COMP_CWORD - 1]}} command= i
  COMPREPLY=()
  # bash takes --option=value for three words.
  if [[ $current == = ]]; then
    current=
    option+==
  elif [[ $option == = ]]; then
    option=${{COMP_WORDS[COMP_CWORD - 2]}}=
  fi
  for ((i = 1; i < COMP_CWORD; ++i)); do
    case "$command ${{COMP_WORDS[i]}}" in
      {1}) command+=${{command:+ }}${{COMP_WORDS[i]}} ;;
    esac
  done
  case "$command:$option" in
{2}  esac
  case "$command:$current" in
{3}  esac
}}

complete -F _panet {0}
)bash",
                     program.name(), fmt::join(ways_down(program), " | "), all_values, all_words);
}

}  // namespace panet::app
