#pragma once

#include "serve/http/message.h"

namespace panet::serve {

// An answer with an ETag may be kept by the browser, which has to ask each time whether it still
// holds; 304 where it does.
Response conditional(const Request& request, Response response);

}  // namespace panet::serve
