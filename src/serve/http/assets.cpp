#include "serve/http/assets.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/fingerprint.h"
#include "serve/http/failure.h"

namespace panet::serve {
namespace {

std::string tag_of(const Asset& asset) {
  return fmt::format("\"{}\"", Fingerprint().add(asset.content).hexadecimal());
}

}  // namespace

Assets::Assets(std::span<const Asset> assets) {
  for (const auto& asset : assets) assets_.push_back({asset, tag_of(asset)});
}

const Assets::Tagged* Assets::find(const std::string& path) const {
  const auto found = std::ranges::find_if(
      assets_, [&path](const Tagged& tagged) { return tagged.asset.path == path; });
  return found == assets_.end() ? nullptr : &*found;
}

Response Assets::answer(const Request& request) const {
  const auto* found = find(request.path);
  if (found == nullptr && request.path == "/")
    throw NotFound(
        "no_page",
        "this panet was built without the page (PANET_BUILD_PAGE); docs/http.md has what "
        "programs can ask");
  if (found == nullptr) throw NotFound("not_found", "there is no such file");
  if (request.method != "GET" && request.method != "HEAD") throw MethodNotAllowed("GET, HEAD");
  return {.content_type = std::string(found->asset.content_type),
          .headers = {{"ETag", found->tag}},
          .body = std::string(found->asset.content)};
}

}  // namespace panet::serve
