#include "serve/site.h"

#include <utility>

#include "serve/http/conditional.h"

namespace panet::serve {

Site::Site(Guard guard, std::vector<Route> routes, std::span<const Asset> assets)
    : guard_(std::move(guard)), router_(std::move(routes)), assets_(assets) {}

Service Site::service() const {
  return {.admit = [this](Request& head) { return admit(head); },
          .answer = [this](const Request& request) { return answer(request); },
          .headers = Guard::headers()};
}

// Below /api/ not even who may not ask is told what there is.
bool Site::is_route(const Request& request) const {
  return request.path.starts_with("/api/") || router_.has_path(request.path);
}

Admission Site::admit(Request& head) const {
  const bool is_of_router = is_route(head);
  const auto audience = is_of_router ? Guard::Audience::kTokenHolders : Guard::Audience::kAnyone;
  if (auto instead = guard_.answer_instead(head, audience)) return {.refusal = std::move(instead)};
  if (!is_of_router) return {};
  auto admission = router_.admit(head);
  admission.is_trusted = true;
  return admission;
}

Response Site::answer(const Request& request) const {
  return conditional(request,
                     is_route(request) ? router_.answer(request) : assets_.answer(request));
}

}  // namespace panet::serve
