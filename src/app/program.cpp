#include <fmt/format.h>
#include <fmt/ranges.h>

#include <csignal>
#include <functional>
#include <sstream>

#include "app/commands.h"
#include "app/exit.h"
#include "app/note_printer.h"
#include "app/program.h"
#include "app/streams.h"
#include "base/option_name.h"
#include "panet/base/error.h"

namespace panet::app {
namespace {

std::vector<std::string> command_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const auto* command : app.get_subcommands([](const CLI::App*) { return true; }))
    names.push_back(command->get_name());
  return names;
}

// What to say where a command is missing: which there are, and which word is none.
std::string missing_command(const CLI::App& panet, const std::vector<std::string>& words) {
  const CLI::App* command = &panet;
  for (const auto& word : words) {
    const auto below = command->get_subcommands(
        [&word](const CLI::App* candidate) { return candidate->get_name() == word; });
    if (below.empty())
      return fmt::format("A subcommand is required: there is no \"{}\"; there are {}", word,
                         fmt::join(command_names(*command), ", "));
    command = below.front();
  }
  return fmt::format("A subcommand is required; there are {}",
                     fmt::join(command_names(*command), ", "));
}

// Tells what is wrong with the command line, or prints the help that it asks for.
ExitCode explain(const CLI::App& panet, const CLI::ParseError& error,
                 const std::vector<std::string>& words) {
  std::ostringstream out, err;
  const int code = panet.exit(error, out, err);
  print(out.str());
  const std::string what = error.what();
  if (what.starts_with("A subcommand is required")) {
    tell(missing_command(panet, words));
    tell("Run with --help for more information.");
  } else {
    tell_lines(err.str());
  }
  return code == 0 ? kSuccess : kUsageError;
}

ExitCode run(int argc, char** argv, const Extensions& extensions) {
  CLI::App panet("Few-shot image segmentation: annotate one to five pictures, segment all others.");
  panet.footer(R"(Examples:
  panet segment --support my_classes --out masks photos/
  panet learn   --support my_classes --out cats.safetensors
  panet segment --prototypes cats.safetensors --out masks photos/*.jpg
  panet serve   photos/
  panet eval    --model W.safetensors --root VOC2012 --shots 1,5
  panet train   --config configs/voc-1way-1shot.toml --set data.root=VOC2012 --out runs/1
  panet weights info W.safetensors
  panet data check my_classes
  panet bench

'panet COMMAND --help' tells more of each.
Exit codes: 0 done, 1 something was wrong with the data, 2 with the command line, 130 interrupted.)");
  panet.set_version_flag("--version", "panet " PANET_VERSION);
  panet.require_subcommand(1);
  add_segment_command(panet);
  add_learn_command(panet);
  add_eval_command(panet, extensions);
  add_figure_command(panet);
  extensions.declare_training(
      *panet.add_subcommand("train", "train an encoder by episodes, as the paper does"));
  add_serve_command(panet);
  add_weights_command(panet);
  add_data_command(panet);
  add_bench_command(panet, extensions);
  add_completion_command(panet);
  add_manual_command(panet);
  try {
    panet.parse(argc, argv);
    return kSuccess;
  } catch (const CLI::ParseError& error) {
    return explain(panet, error, {argv + 1, argv + argc});
  }
}

ExitCode complain(const std::string& message, ExitCode code) {
  tell("panet: " + message);
  return code;
}

// What `action` returns, or what its exception stands for.
ExitCode guarded(const std::function<ExitCode()>& action) {
  try {
    return action();
  } catch (const Exit& exit) {
    return exit.code;
  } catch (const UsageError& error) {
    return complain(error.what(), kUsageError);
  } catch (const std::bad_alloc&) {
    return complain("not enough memory", kDataError);
  } catch (const std::exception& error) {
    return complain(error.what(), kDataError);
  }
}

}  // namespace

int run_program(int argc, char** argv, const Extensions& extensions) {
  std::signal(SIGPIPE, SIG_IGN);  // writing tells that nobody reads
  set_option_prefix("--");
  const NotePrinter notes;
  const auto code = guarded([&] { return run(argc, argv, extensions); });
  const auto printed = guarded([] {
    finish_printing();
    return kSuccess;
  });
  return code == kSuccess ? printed : code;
}

}  // namespace panet::app
