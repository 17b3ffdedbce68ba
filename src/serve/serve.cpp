#include "serve/serve.h"

#include <chrono>
#include <thread>

#include "serve/project/project.h"
#include "serve/site.h"
#include "serve/studio.h"

namespace panet::serve {
namespace {

constexpr std::chrono::milliseconds kBetweenLooks{100};

}  // namespace

void serve(const ServeOptions& options) {
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
  options.on_open(guard.address(), home);
  while (!options.is_interrupted()) std::this_thread::sleep_for(kBetweenLooks);
  studio.end_events();
  server.stop();
}

}  // namespace panet::serve
