#include "app/reference/manual_page.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <sstream>

namespace panet::app {
namespace {

using Value = OptionReference::Value;

// What man prints as `letter`, between `before` and `after`: a hyphen could become another sign, a
// line that begins with a dot or an apostrophe would be a request, and a long list may be broken at
// its commas and bars.
std::string printed(char before, char letter, char after) {
  switch (letter) {
    case '\\':
      return "\\e";
    case '-':
      return "\\-";
    case '\'':
      return "\\(aq";
    case '.':
      return before == '\n' ? "\\&." : ".";
    case '|':
      return "|\\:";
    case ',':
      return after == ' ' || after == '\n' ? "," : ",\\:";
    default:
      return {letter};
  }
}

std::string plain(const std::string& text) {
  std::string all;
  for (std::size_t i = 0; i < text.size(); ++i)
    all += printed(i == 0 ? '\n' : text[i - 1], text[i], i + 1 < text.size() ? text[i + 1] : '\n');
  return all;
}

std::string bold(const std::string& text) {
  return "\\fB" + plain(text) + "\\fR";
}

std::string italic(const std::string& text) {
  return "\\fI" + plain(text) + "\\fR";
}

std::string section(const std::string& title, const std::string& text) {
  return text.empty() ? "" : fmt::format(".SH {}\n{}", title, text);
}

std::string tagged(const std::string& tag, const std::string& text) {
  return fmt::format(".TP\n{}\n{}\n", tag, plain(text));
}

std::string value_text(const OptionReference& option) {
  if (option.choices.empty()) return italic(option.value_name);
  return italic(fmt::format("{}", fmt::join(option.choices, "|")));
}

std::string option_tag(const OptionReference& option) {
  std::vector<std::string> names;
  for (const auto& name : option.names) names.push_back(bold(name));
  const auto all = fmt::format("{}", fmt::join(names, ", "));
  switch (option.value) {
    case Value::kNone:
      return all;
    case Value::kOptional:
      return all + "[=" + value_text(option) + "]";
    case Value::kNeeded:
      return all + " " + value_text(option) + (option.is_repeated ? " ..." : "");
  }
  return all;
}

std::string argument_text(const OptionReference& argument) {
  const auto text = italic(argument.names.front()) + (argument.is_repeated ? " ..." : "");
  return argument.is_required ? text : "[" + text + "]";
}

std::string synopsis(const CommandReference& command) {
  auto line = bold(command.typed());
  if (!command.commands.empty()) line += " " + italic("COMMAND");
  line += " [" + italic("OPTION") + " ...]";
  for (const auto& argument : command.arguments) line += " " + argument_text(argument);
  return line + "\n";
}

std::string options(const std::vector<OptionReference>& all) {
  std::string text;
  for (const auto& option : all) text += tagged(option_tag(option), option.description);
  return text;
}

std::string arguments(const std::vector<OptionReference>& all) {
  std::string text;
  for (const auto& argument : all) text += tagged(argument_text(argument), argument.description);
  return text;
}

std::string commands(const CommandReference& command) {
  std::string text;
  for (const auto& below : command.commands)
    text += tagged(bold(page_name(below)) + "(1)", below.description);
  return text;
}

// What stands below the options in --help is prose and then examples.
struct Footer {
  std::string prose, examples;
};

Footer parts_of(const std::string& footer) {
  const std::string heading = "Examples:\n";
  const auto at = footer.find(heading);
  if (at == std::string::npos) return {footer, {}};
  return {footer.substr(0, at), footer.substr(at + heading.size())};
}

// Indented lines stay as they are.
std::string paragraphs(const std::string& prose) {
  std::istringstream lines(prose);
  std::string text, line;
  bool is_as_typed = false;
  while (std::getline(lines, line)) {
    const bool is_indented = line.starts_with(' ');
    if (is_indented != is_as_typed) text += is_indented ? ".PP\n.nf\n" : ".fi\n.PP\n";
    is_as_typed = is_indented;
    text += line.empty() ? ".PP\n" : plain(line) + "\n";
  }
  return text + (is_as_typed ? ".fi\n" : "");
}

std::string upper(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](unsigned char letter) { return std::toupper(letter); });
  return text;
}

// "segment pictures" to "Segment pictures."
std::string sentence(const std::string& words) {
  auto text = words;
  text.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(text.front())));
  return text.ends_with('.') ? text : text + ".";
}

// As `whatis` has it: after the dash no capital and no full stop.
std::string phrase(const std::string& words) {
  auto text = words;
  text.front() = static_cast<char>(std::tolower(static_cast<unsigned char>(text.front())));
  if (text.ends_with('.')) text.pop_back();
  return text;
}

}  // namespace

std::string page_name(const CommandReference& command) {
  return fmt::format("{}", fmt::join(command.words, "-"));
}

std::string manual_page(const CommandReference& command, const std::string& version) {
  const auto name = page_name(command);
  const auto [prose, examples] = parts_of(command.footer);
  return fmt::format(".TH {} 1 \"\" \"{}\" \"PANet\"\n.nh\n.ad l\n", plain(upper(name)),
                     plain(version)) +
         section("NAME", plain(name) + " \\- " + plain(phrase(command.description)) + "\n") +
         section("SYNOPSIS", synopsis(command)) +
         section("DESCRIPTION", plain(sentence(command.description)) + "\n" + paragraphs(prose)) +
         section("COMMANDS", commands(command)) +
         section("ARGUMENTS", arguments(command.arguments)) +
         section("OPTIONS", options(command.options)) + section("EXAMPLES", paragraphs(examples));
}

}  // namespace panet::app
