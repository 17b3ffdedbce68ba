#include "serve/site.h"

#include <utility>

#include "serve/http/conditional.h"

namespace panet::serve {
namespace {

bool is_of_api(const Request& request) {
  return request.path.starts_with("/api/");
}

}  // namespace

Site::Site(Guard guard, std::vector<Route> routes, std::span<const Asset> assets)
    : guard_(std::move(guard)), router_(std::move(routes)), assets_(assets) {}

Service Site::service() const {
  return {.admit = [this](Request& head) { return admit(head); },
          .answer = [this](const Request& request) { return answer(request); },
          .headers = Guard::headers()};
}

Admission Site::admit(Request& head) const {
  if (auto instead = guard_.answer_instead(head)) return {.refusal = std::move(instead)};
  if (!is_of_api(head)) return {};
  auto admission = router_.admit(head);
  admission.is_trusted = true;
  return admission;
}

Response Site::answer(const Request& request) const {
  return conditional(request,
                     is_of_api(request) ? router_.answer(request) : assets_.answer(request));
}

}  // namespace panet::serve
