#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "serve/http/message.h"

namespace panet::serve {

// A file of the page.
struct Asset {
  std::string_view path;  // "/page.js"
  std::string_view content_type;
  std::string_view content;
};

// Those that were built into the program; none where it was built without the page.
std::span<const Asset> page_assets();

// Serves files to anyone: a browser keeps them, and asks whether they are still the same. Constant;
// for any thread.
class Assets {
 public:
  explicit Assets(std::span<const Asset> assets);

  // NotFound, or 405 of anything but GET and HEAD.
  Response answer(const Request& request) const;

 private:
  struct Tagged {
    Asset asset;
    std::string tag;
  };
  const Tagged* find(const std::string& path) const;

  std::vector<Tagged> assets_;
};

}  // namespace panet::serve
