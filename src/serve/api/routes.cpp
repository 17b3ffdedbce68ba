#include "serve/api/routes.h"

#include <iterator>
#include <utility>

#include "serve/http/failure.h"
#include "serve/project/errors.h"

namespace panet::serve {

Route translated(Route route) {
  route.handler = [handler = std::move(route.handler)](const Call& call) {
    try {
      return handler(call);
    } catch (const NotThere& error) {
      throw NotFound("not_there", error.what());
    } catch (const Contradiction& error) {
      throw Conflict("contradiction", error.what());
    }
  };
  return route;
}

std::vector<Route> api_routes(Labeller& labeller, Broadcast& events) {
  std::vector<Route> all;
  for (auto& part : {project_routes(labeller, events), class_routes(labeller),
                     picture_routes(labeller), painting_routes(labeller), piece_routes(labeller),
                     job_routes(labeller), file_routes(labeller)})
    for (const auto& route : part) all.push_back(translated(route));
  return all;
}

}  // namespace panet::serve
