#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "serve/http/call.h"
#include "serve/http/message.h"
#include "serve/http/server.h"

namespace panet::serve {

// One thing that can be asked for: docs/http.md.
struct Route {
  std::string method;              // "GET", which serves HEAD as well
  std::string path;                // "/api/pictures/{id}"
  std::vector<std::string> query;  // the names of its parameters
  std::string summary;
  std::function<Response(const Call&)> handler;
  std::size_t most_body = 1 << 20;  // bytes; of methods that have none it is not asked
};

constexpr std::size_t kMostUpload = 256 << 20;

// Finds the route of a request. Constant; for any thread.
class Router {
 public:
  explicit Router(std::vector<Route> routes);

  const std::vector<Route>& routes() const { return routes_; }

  // Whether there is anything at a path, by whatever method.
  bool has_path(const std::string& path) const;

  // Before the body is read: NotFound, 405, or BadRequest of a parameter that the route does not
  // have.
  Admission admit(const Request& head) const;

  Response answer(const Request& request) const;

 private:
  struct Match {
    const Route* route = nullptr;
    std::map<std::string, std::string> path_values;
  };
  Match match(const Request& head) const;

  std::vector<Route> routes_;
};

}  // namespace panet::serve
