#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>

#include "panet/image/map.h"

namespace panet::serve {

// Of a body with a picture in it, in bytes.
constexpr std::size_t kMostToolBody = 64 << 20;

// The field "image" of what another program sends: a picture's file in base64, or a "data:" address
// of one. BadRequest where there is none, panet::Error where it is no picture.
Picture sent_picture(const nlohmann::json& body);

}  // namespace panet::serve
