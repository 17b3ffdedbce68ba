#include "serve/serve.h"

#include <fmt/format.h>

#include <chrono>
#include <thread>

#include "base/folder_entries.h"
#include "panet/base/note.h"
#include "serve/project/project.h"
#include "serve/site.h"
#include "serve/studio.h"

namespace panet::serve {
namespace {

constexpr std::chrono::milliseconds kBetweenLooks{100};

// Where one looks for it.
bool lies_beside(const std::filesystem::path& home, const std::filesystem::path& photos) {
  return home.parent_path() == std::filesystem::weakly_canonical(photos / ".").parent_path();
}

}  // namespace

void serve(const ServeOptions& options) {
  require_readable(options.photos);
  for (const auto& import : options.imports) expect_there(import);
  Server server(options.host, options.port, {});
  const Guard guard(options.host, server.port(),
                    options.token.empty() ? random_token() : options.token);
  const auto home = options.project.empty() ? default_home(options.photos) : options.project;
  const auto segmenter = options.load_model();
  Studio studio({.photos = options.photos, .home = home, .imports = options.imports},
                segmenter.model(), segmenter.options());
  const Site site(guard, studio.routes(options.tools, options.label_studio), page_assets());
  server.start(site.service());
  studio.tell_address(guard.address());
  if (options.project.empty() && !lies_beside(home, options.photos))
    note(fmt::format("{}: the project of {} lies there; --project chooses another folder",
                     home.string(), options.photos.string()));
  options.on_open(guard.address(), home);
  while (!options.is_interrupted()) std::this_thread::sleep_for(kBetweenLooks);
  studio.end_events();
  server.stop();
}

}  // namespace panet::serve
