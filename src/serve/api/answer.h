#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "serve/http/message.h"

namespace panet::serve {

inline Response json_answer(const nlohmann::json& value, int status = 200) {
  Response response;
  response.status = status;
  response.body = value.dump();
  return response;
}

inline Response jpeg_answer(std::string bytes) {
  Response response;
  response.content_type = "image/jpeg";
  response.body = std::move(bytes);
  return response;
}

}  // namespace panet::serve
