#include "serve/tools/sent_picture.h"

#include <algorithm>
#include <string_view>

#include "base/base64.h"
#include "image/picture_size.h"
#include "panet/image/decode.h"
#include "serve/http/call.h"

namespace panet::serve {
namespace {

// Its colours, the masks and outlines of what is found in it, and the text of an answer that has a
// number for each pixel, twice.
constexpr int64_t kBytesOfSentPixel = 24;

}  // namespace

Picture sent_picture(const nlohmann::json& body) {
  const auto text = text_field(body, "image");
  std::string_view base64 = text;
  if (base64.starts_with("data:"))
    base64.remove_prefix(std::min(base64.find(','), base64.size() - 1) + 1);
  return decode_picture(decode_base64(base64), [](int64_t height, int64_t width) {
    check_picture_memory(height, width, kBytesOfSentPixel);
  });
}

}  // namespace panet::serve
