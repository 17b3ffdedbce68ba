#pragma once

#include <string_view>

#include "serve/http/message.h"

namespace panet::serve {

// An answer with an ETag may be kept by the browser, which has to ask each time whether it still
// holds; 304 where it does.
Response conditional(const Request& request, Response response);

// Whether that will be 304: then the body need not be made.
bool knows(const Request& request, std::string_view tag);

}  // namespace panet::serve
