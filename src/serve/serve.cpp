#include "serve/serve.h"

#include <fmt/format.h>

#include <chrono>
#include <thread>
#include <utility>

#include "panet/base/error.h"
#include "serve/http/failure.h"
#include "serve/site.h"

namespace panet::serve {
namespace {

constexpr std::chrono::milliseconds kBetweenLooks{100};

std::vector<Route> routes_until_there_are_any() {
  return {{.method = "GET",
           .path = "/api/project",
           .summary = "The project",
           .handler = [](const Call&) -> Response { throw Busy("there is no project yet"); }}};
}

}  // namespace

std::filesystem::path usual_project(const std::filesystem::path& photos) {
  const auto whole = std::filesystem::weakly_canonical(photos);
  if (!whole.has_filename())
    throw Error(fmt::format("{} has no place for a project beside it: say --project FOLDER",
                            whole.string()));
  return whole.parent_path() / (whole.filename().string() + ".panet");
}

void serve(const ServeOptions& options) {
  Server server(options.host, options.port, {});
  const Guard guard(options.host, server.port(),
                    options.token.empty() ? random_token() : options.token);
  const Site site(guard, routes_until_there_are_any(), page_assets());
  server.start(site.service());
  options.on_open(guard.address());
  while (!options.is_interrupted()) std::this_thread::sleep_for(kBetweenLooks);
  server.stop();
}

}  // namespace panet::serve
