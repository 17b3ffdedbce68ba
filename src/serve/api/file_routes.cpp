#include "serve/api/answer.h"
#include "serve/api/routes.h"

namespace panet::serve {

std::vector<Route> file_routes(Labeller&) {
  return {};
}

}  // namespace panet::serve
