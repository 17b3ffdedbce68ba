#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "app/browser.h"
#include "app/commands.h"
#include "app/exit.h"
#include "app/interruption.h"
#include "app/max_pixels_argument.h"
#include "app/options.h"
#include "app/streams.h"
#include "base/loopback.h"
#include "serve/http/guard.h"
#include "serve/serve.h"

namespace panet::app {
namespace {

struct ServeCommandOptions {
  std::string folder = ".", project;
  std::string host = "127.0.0.1", token;
  uint16_t port = 8080;
  std::vector<std::string> imports, tools;
  serve::LabelStudioOptions label_studio;
  bool stays_closed = false, is_json = false;
  ModelOptions model;
};

// Who listens on a network says to whom: a token that is passed on is one that was chosen.
void check_host(const ServeCommandOptions& options) {
  if (!is_loopback(options.host) && options.token.empty())
    throw UsageError(fmt::format(
        "--host {}: others could reach it there; say --token TOKEN as well, which they need (or "
        "reach this machine by 'ssh -L {}:localhost:{}')",
        options.host, options.port, options.port));
}

std::string json_line(const std::string& address, const std::filesystem::path& project) {
  const nlohmann::ordered_json line = {{"address", address},
                                       {"token", address.substr(address.rfind('=') + 1)},
                                       {"project", project.string()}};
  return line.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
}

void tell_address(const ServeCommandOptions& options, const std::filesystem::path& project,
                  const std::string& address) {
  print_line(options.is_json ? json_line(address, project) : address);
  finish_printing();
}

std::vector<serve::NamedImport> parsed(const std::vector<std::string>& imports) {
  std::vector<serve::NamedImport> all;
  for (const auto& text : imports) all.push_back(serve::parse_import(text));
  return all;
}

std::vector<serve::AnnotationTool> parsed_tools(const std::vector<std::string>& tools) {
  std::vector<serve::AnnotationTool> all;
  for (const auto& text : tools) all.push_back(serve::parse_annotation_tool(text));
  return all;
}

// A key goes to no server that was not named: whoever connects says himself where he is.
void check_label_studio(const ServeCommandOptions& options) {
  const auto& [roots, url, key] = options.label_studio;
  const bool is_asked = std::ranges::find(options.tools, "labelstudio") != options.tools.end();
  if (!is_asked && !roots.empty()) throw UsageError("--media-root is for --tool labelstudio");
  if (is_asked && url.empty() && !key.empty())
    throw UsageError("a key of Label Studio's needs --label-studio ADDRESS, where it goes to");
}

void serve_folder(const ServeCommandOptions& options) {
  check_host(options);
  check_label_studio(options);
  catch_interruptions();
  Browser browser;
  const auto on_open = [&](const std::string& address, const std::filesystem::path& project) {
    tell_address(options, project, address);
    if (isatty(STDOUT_FILENO) != 0 && !options.stays_closed) browser.open(address, project);
  };
  serve::serve({.photos = options.folder,
                .project = options.project,
                .imports = parsed(options.imports),
                .tools = parsed_tools(options.tools),
                .label_studio = options.label_studio,
                .host = options.host,
                .port = options.port,
                .token = options.token,
                .load_model = [&] { return options.model.load({}); },
                .on_open = on_open,
                .is_interrupted = interrupted});
}

void declare(CLI::App& command, ServeCommandOptions& options) {
  command.add_option("folder", options.folder, "photographs; nothing is written to it")
      ->capture_default_str()
      ->check(CLI::ExistingDirectory);
  command.add_option("--project", options.project,
                     "folder for what is said about them [beside them: FOLDER.panet; where nothing "
                     "can be written there, ~/.local/share/panet/NAME-NUMBER]");
  command
      .add_option("--import", options.imports,
                  "annotations that exist: classes=FOLDER (a folder for --support), masks=FOLDER "
                  "(beside pictures, labelme too), coco=FILE.json, "
                  "segment=FOLDER (what 'panet segment --out' wrote); nothing said here is changed")
      ->check(accepted_by(serve::parse_import));
  command
      .add_option("--tool", options.tools,
                  "let an annotation tool ask, too: xanylabeling, cvat, labelstudio; several with "
                  "commas")
      ->delimiter(',')
      ->check(accepted_by(serve::parse_annotation_tool));
  command
      .add_option("--media-root", options.label_studio.media_roots,
                  "a folder that Label Studio shows pictures of, besides the photographs")
      ->check(CLI::ExistingDirectory);
  command
      .add_option("--label-studio", options.label_studio.url,
                  "where Label Studio is, to fetch pictures from [where it says]")
      ->envname("LABEL_STUDIO_URL");
  command
      .add_option("--label-studio-key", options.label_studio.key,
                  "its access token, personal or legacy [what it sends]")
      ->envname("LABEL_STUDIO_API_KEY");
  command.add_option("--port", options.port, "port to listen on; 0: any free one")
      ->capture_default_str();
  command.add_option("--host", options.host, "address to listen on")->capture_default_str();
  command
      .add_option("--token", options.token, "what to ask everybody for [a random one each time]")
      ->envname("PANET_TOKEN")
      ->check(accepted_by(serve::check_token));
  command.add_flag("--no-browser", options.stays_closed, "only print the address");
  command.add_flag("--json", options.is_json,
                   "print address, token and project as one line of JSON");
  options.model.declare(command);
  options.model.declare_refinement(command);
  options.model.declare_shape(command, text_of(SegmenterOptions{}.shape));
  declare_max_pixels(command);
}

}  // namespace

void add_serve_command(CLI::App& panet) {
  const auto options = std::make_shared<ServeCommandOptions>();
  auto* command = panet.add_subcommand(
      "serve", "open a page in the browser: paint a class in a few pictures, see it found in all");
  declare(*command, *options);
  command->footer(R"(
Prints the address of the page and opens it. It is for this machine alone, and only with the token that stands in
the address. All that is painted is on the disk when it can be seen. Ctrl-C ends it; the same command goes on.

Examples:
  panet serve photos
  panet serve photos --project mugs              several projects of one folder
  panet serve photos --import coco=instances.json       goes on where another program stopped
  panet serve photos --tool labelstudio --port 9090     what is submitted there is learned at once
  panet serve photos --tool xanylabeling         for X-AnyLabeling's button as well: docs/tools.md
  panet serve photos --port 0 --no-browser       any free port; open the printed address by hand
  panet serve photos --json                      for programs; docs/http.md tells what they can ask
  ssh -L 8080:localhost:8080 machine             then, there: panet serve photos --no-browser
  PANET_TOKEN=... panet serve photos --host 0.0.0.0      for others in a network that you trust: it is plain HTTP)");
  command->callback([options] { serve_folder(*options); });
}

}  // namespace panet::app
