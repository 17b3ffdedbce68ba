#include "serve/api/routes.h"

#include <memory>
#include <utility>

#include "serve/http/failure.h"
#include "serve/http/given_answers.h"
#include "serve/project/errors.h"

namespace panet::serve {
namespace {

// A page may be open longer than the project that it shows is served.
Route of_project(Route route, std::string identity) {
  route.handler = [handler = std::move(route.handler),
                   identity = std::move(identity)](const Call& call) {
    if (call.request().header("x-panet-project").value_or(identity) != identity)
      throw Conflict("other_project",
                     "this server has another project than the one that was meant; GET "
                     "/api/project tells which");
    return handler(call);
  };
  return route;
}

// What changes something does it once for a key.
Route done_once(Route route, std::shared_ptr<GivenAnswers> given) {
  if (route.method == "GET") return route;
  route.handler = [handler = std::move(route.handler), given = std::move(given)](const Call& call) {
    return given->answer(call.request(), [&] { return handler(call); });
  };
  return route;
}

}  // namespace

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
  const auto given = std::make_shared<GivenAnswers>();
  const auto& identity = labeller.project().identity();
  std::vector<Route> all;
  for (auto& part : {project_routes(labeller, events), class_routes(labeller),
                     picture_routes(labeller), painting_routes(labeller), piece_routes(labeller),
                     job_routes(labeller), file_routes(labeller)})
    for (const auto& route : part)
      all.push_back(of_project(done_once(translated(route), given), identity));
  return all;
}

}  // namespace panet::serve
