#include "app/reference/command_reference.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace panet::app {
namespace {

using Value = OptionReference::Value;

// CLI11 keeps the type of an option as "TEXT", with checks behind it: "TEXT:{f32,bf16}",
// "INT:INT in [0 - 64]", "TEXT:FILE".
struct Type {
  std::string name, check;
};

Type type_of(const CLI::Option& option) {
  const auto text = option.get_type_name();
  const auto colon = text.find(':');
  if (colon == std::string::npos) return {text, {}};
  return {text.substr(0, colon), text.substr(colon + 1)};
}

std::vector<std::string> choices_of(const Type& type) {
  if (!type.check.starts_with('{') || !type.check.ends_with('}')) return {};
  return CLI::detail::split(type.check.substr(1, type.check.size() - 2), ',');
}

bool is_range(const Type& type) {
  return type.check.find(" in [") != std::string::npos;
}

std::string value_name(const Type& type) {
  if (type.check == "FILE" || type.check == "DIR") return type.check;
  if (type.name.empty()) return is_range(type) ? "INT" : "VALUE";
  return type.name;
}

// "[0 - 64]" of "INT in [0 - 64]", as words.
std::string range_of(const Type& type) {
  const auto bounds = type.check.substr(type.check.find('[') + 1);
  const auto dash = bounds.find(" - ");
  return fmt::format("{} to {}", bounds.substr(0, dash),
                     bounds.substr(dash + 3, bounds.find(']') - dash - 3));
}

std::vector<std::string> names_of(const CLI::Option& option) {
  if (option.get_positional()) return {option.get_name(true)};
  std::vector<std::string> names;
  for (const auto& name : option.get_snames()) names.push_back("-" + name);
  for (const auto& name : option.get_lnames()) names.push_back("--" + name);
  return names;
}

// A flag that may be given a value shows the one that it has without: "--tiles{4}".
Value value_of(const CLI::Option& option) {
  if (option.get_items_expected_max() > 0) return Value::kNeeded;
  return option.get_name(false, true).find('{') == std::string::npos ? Value::kNone
                                                                     : Value::kOptional;
}

std::string description_of(const CLI::Option& option, const Type& type) {
  auto text = option.get_description();
  if (is_range(type)) text += fmt::format(" ({})", range_of(type));
  if (!option.get_default_str().empty()) text += fmt::format(" [{}]", option.get_default_str());
  if (!option.get_envname().empty())
    text += fmt::format("; the environment variable {} does the same", option.get_envname());
  if (option.get_required()) text += "; required";
  return text;
}

OptionReference reference_of(const CLI::Option& option) {
  const auto type = type_of(option);
  return {.names = names_of(option),
          .value = value_of(option),
          .value_name = value_name(type),
          .choices = choices_of(type),
          .description = description_of(option, type),
          .is_required = option.get_required(),
          .is_repeated = option.get_expected_max() > 1};
}

CommandReference reference_of(const CLI::App& command, std::vector<std::string> words) {
  CommandReference reference = {.words = std::move(words),
                                .description = command.get_description(),
                                .footer = command.get_footer()};
  for (const auto* option : command.get_options())
    (option->get_positional() ? reference.arguments : reference.options)
        .push_back(reference_of(*option));
  for (const auto* below : command.get_subcommands([](const CLI::App*) { return true; })) {
    auto names = reference.words;
    names.push_back(below->get_name());
    reference.commands.push_back(reference_of(*below, std::move(names)));
  }
  return reference;
}

}  // namespace

bool OptionReference::takes_files() const {
  constexpr std::array<std::string_view, 3> kNumbers = {"INT", "UINT", "FLOAT"};
  return choices.empty() && std::ranges::find(kNumbers, value_name) == kNumbers.end();
}

bool OptionReference::takes_folders() const {
  return value_name == "DIR";
}

std::string CommandReference::typed() const {
  return fmt::format("{}", fmt::join(words, " "));
}

std::string CommandReference::behind() const {
  return fmt::format("{}", fmt::join(words.begin() + 1, words.end(), " "));
}

std::vector<std::string> ways_down(const CommandReference& program) {
  std::vector<std::string> ways;
  for (const auto* command : with_all_below(program))
    for (const auto& below : command->commands)
      ways.push_back(fmt::format("'{} {}'", command->behind(), below.name()));
  return ways;
}

CommandReference reference_of(const CLI::App& program, const std::string& name) {
  return reference_of(program, std::vector{name});
}

std::vector<const CommandReference*> with_all_below(const CommandReference& command) {
  std::vector<const CommandReference*> all = {&command};
  for (const auto& below : command.commands)
    std::ranges::copy(with_all_below(below), std::back_inserter(all));
  return all;
}

}  // namespace panet::app
