#pragma once

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

namespace panet::app {

// What manual pages and completions tell of an option, or of an argument without a name.
struct OptionReference {
  enum class Value { kNone, kOptional, kNeeded };  // --flag, --flag[=VALUE], --option VALUE

  std::vector<std::string> names;  // as typed: "-h", "--help"; an argument has one, "IMAGE"
  Value value = Value::kNone;
  std::string value_name;            // "TEXT"
  std::vector<std::string> choices;  // all values that it may have, where they can be listed
  std::string description;           // with default, bounds and environment variable
  bool is_required = false, is_repeated = false;

  bool takes_files() const;    // rather than one of `choices` or a number
  bool takes_folders() const;  // and nothing else
};

struct CommandReference {
  std::vector<std::string> words;  // "panet", "data", "check"
  std::string description, footer;
  std::vector<OptionReference> arguments, options;
  std::vector<CommandReference> commands;

  const std::string& name() const { return words.back(); }
  std::string typed() const;   // "panet data check"
  std::string behind() const;  // what of it stands behind the program's name, "data check"
};

// A program as it was declared, whatever it was called by.
CommandReference reference_of(const CLI::App& program, const std::string& name);

// "' segment'", "' data'", "'data check'": a command so far, and a word that goes on from there, in
// the quotes of a shell.
std::vector<std::string> ways_down(const CommandReference& program);

// The command and all below it, each before those below it.
std::vector<const CommandReference*> with_all_below(const CommandReference& command);

}  // namespace panet::app
