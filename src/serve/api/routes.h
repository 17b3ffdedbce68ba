#pragma once

#include <vector>

#include "serve/http/events.h"
#include "serve/http/router.h"
#include "serve/work/labeller.h"

namespace panet::serve {

// All that is below /api/ (docs/http.md). Both must outlive the routes.
std::vector<Route> api_routes(Labeller& labeller, Broadcast& events);

// The route, with what the project's errors are to a client.
Route translated(Route route);

// Parts of it.
std::vector<Route> project_routes(Labeller& labeller, Broadcast& events);
std::vector<Route> class_routes(Labeller& labeller);
std::vector<Route> picture_routes(Labeller& labeller);
std::vector<Route> painting_routes(Labeller& labeller);
std::vector<Route> piece_routes(Labeller& labeller);
std::vector<Route> job_routes(Labeller& labeller);
std::vector<Route> file_routes(Labeller& labeller);  // export and import

}  // namespace panet::serve
