#include "serve/formats/mask_mark.h"

#include <nlohmann/json.hpp>

#include "base/shallow_json.h"
#include "image/extension.h"
#include "panet/base/error.h"

namespace panet::serve {
namespace {

using nlohmann::json;

constexpr const char* kKey = "panet-mask";

}  // namespace

Text text_of(const MaskMark& mark) {
  const json told = {{"class", mark.class_name}, {"picture", mark.picture}};
  return {{kKey, told.dump(-1, ' ', true, json::error_handler_t::replace)}};
}

std::optional<MaskMark> mask_mark_in(const std::filesystem::path& file) {
  if (lowercase_extension(file) != ".png") return std::nullopt;
  try {
    const Text texts = read_png_text(file);
    const auto found = texts.find(kKey);
    if (found == texts.end()) return std::nullopt;
    const auto told = shallow_json(found->second);
    return MaskMark{.class_name = told.at("class").get<std::string>(),
                    .picture = told.at("picture").get<std::string>()};
  } catch (const Error&) {  // no PNG
    return std::nullopt;
  } catch (const json::exception&) {  // not told by this program
    return std::nullopt;
  }
}

}  // namespace panet::serve
