#pragma once

#include "serve/http/assets.h"
#include "serve/http/guard.h"
#include "serve/http/router.h"
#include "serve/http/server.h"

namespace panet::serve {

// What a server answers: what is below /api/ and other routes to those who have its token, the page
// to anyone.
// Constant; for any thread.
class Site {
 public:
  Site(Guard guard, std::vector<Route> routes, std::span<const Asset> assets);

  // It refers to the site.
  Service service() const;

 private:
  bool is_route(const Request& request) const;
  Admission admit(Request& head) const;
  Response answer(const Request& request) const;

  Guard guard_;
  Router router_;
  Assets assets_;
};

}  // namespace panet::serve
