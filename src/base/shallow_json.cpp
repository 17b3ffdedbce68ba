#include "base/shallow_json.h"

namespace panet {

nlohmann::json shallow_json(std::string_view text) {
  using nlohmann::json;
  constexpr int kDeepest = 64;
  bool is_deep = false;
  const auto keeps = [&is_deep](int depth, json::parse_event_t, const json&) {
    is_deep = is_deep || depth > kDeepest;
    return !is_deep;
  };
  json parsed = json::parse(text, keeps, /*allow_exceptions=*/false);
  return is_deep ? json(json::value_t::discarded) : parsed;
}

}  // namespace panet
