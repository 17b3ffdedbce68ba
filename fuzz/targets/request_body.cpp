#include "serve/api/values.h"
#include "serve/http/call.h"
#include "serve/tools/sent_picture.h"
#include "target.h"

namespace panet::fuzz {
namespace {

using namespace serve;

// The fields of all bodies that routes take (docs/http.md), read by those who read them there.
void read_fields(const nlohmann::json& body) {
  attempt([&] {
    Painting painting(PictureSize{.height = 20, .width = 30});
    for (const Shape& shape : parse_shapes(list_field(body, "shapes"))) paint(painting, shape);
  });
  attempt([&] { expect_sound(parse_lines(list_field(body, "lines"))); });
  attempt([&] { parse_colour(text_field(body, "colour")); });
  attempt([&] { parse_least(text_field(body, "least")); });
  attempt([&] { sent_picture(body); });
  attempt([&] { number_field(body, "threshold", 0, 1); });
  attempt([&] { whole_field(body, "class", 0, 255); });
  attempt([&] { flag_field(body, "one_piece", false); });
}

void read_body(Bytes bytes) {
  Request request;
  request.body = text_of(bytes);
  attempt([&] { parse_body(request, {"shapes", "lines"}); });
  read_fields(parse_body(request));
}

const Enlisted kRequestBody({.name = "request_body", .read = read_body});

}  // namespace
}  // namespace panet::fuzz
