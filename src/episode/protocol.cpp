#include "episode/protocol.h"

#include <fmt/format.h>

#include "panet/base/error.h"

namespace panet {

Protocol parse_protocol(const std::string& text) {
  constexpr int64_t kLeastPixels = int64_t{2} * 32 * 32;  // two locations of features at stride 32
  if (text == "panet") return {};
  if (text == "pfenet")
    return {.least_area = {.pixels = kLeastPixels}, .draw = EpisodeDraw::kQueryFirst};
  throw Error(fmt::format("'{}' is no protocol; there are panet and pfenet", text));
}

}  // namespace panet
