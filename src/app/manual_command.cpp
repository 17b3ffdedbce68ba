#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "app/commands.h"
#include "app/exit.h"
#include "app/reference/manual_page.h"
#include "app/streams.h"

namespace panet::app {
namespace {

struct ManualOptions {
  std::vector<std::string> words;
  bool lists = false;
};

void print_manual(const CLI::App& panet, const ManualOptions& options) {
  const auto program = reference_of(panet, "panet");
  const auto commands = with_all_below(program);
  if (options.lists) {
    for (const auto* command : commands) print_line(command->typed());
    return;
  }
  auto words = options.words;
  words.insert(words.begin(), "panet");
  const auto found = std::ranges::find(commands, words, &CommandReference::words);
  if (found == commands.end())
    throw UsageError(
        fmt::format("manual: there is no command \"{}\"", fmt::join(options.words, " ")));
  print(manual_page(**found, "panet " PANET_VERSION));
}

}  // namespace

void add_manual_command(CLI::App& panet) {
  const auto options = std::make_shared<ManualOptions>();
  auto* command = panet.add_subcommand("manual", "print a command's manual page, for man");
  command->add_option("COMMAND", options->words, "the command, as data check; none: panet itself");
  command->add_flag("--list", options->lists, "print which commands there are");
  command->footer(R"(
Packages install these pages: 'man panet-segment'. Elsewhere:

Examples:
  panet manual segment | man -l -
  panet manual data check > panet-data-check.1)");
  command->callback([&panet, options] { print_manual(panet, *options); });
}

}  // namespace panet::app
