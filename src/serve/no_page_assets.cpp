#include "serve/http/assets.h"

namespace panet::serve {

std::span<const Asset> page_assets() {
  return {};
}

}  // namespace panet::serve
