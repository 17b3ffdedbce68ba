#include <memory>
#include <string>
#include <vector>

#include "app/commands.h"
#include "app/reference/completion.h"
#include "app/streams.h"

namespace panet::app {
namespace {

void print_completion(const CLI::App& panet, const std::string& shell) {
  const auto program = reference_of(panet, "panet");
  if (shell == "bash") print(bash_completion(program));
  if (shell == "zsh") print(zsh_completion(program));
  if (shell == "fish") print(fish_completion(program));
}

}  // namespace

void add_completion_command(CLI::App& panet) {
  const auto shell = std::make_shared<std::string>();
  auto* command =
      panet.add_subcommand("completion", "print what a shell needs to complete panet's options");
  command->add_option("SHELL", *shell, "the shell")
      ->required()
      ->check(CLI::IsMember(std::vector<std::string>{"bash", "zsh", "fish"}));
  command->footer(R"(
Packages install these. Elsewhere:

Examples:
  source <(panet completion bash)                in ~/.bashrc
  panet completion zsh > ~/.zsh/_panet           where fpath has ~/.zsh
  panet completion fish > ~/.config/fish/completions/panet.fish)");
  command->callback([&panet, shell] { print_completion(panet, *shell); });
}

}  // namespace panet::app
