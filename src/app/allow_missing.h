#pragma once

#include <string>
#include <utility>

#include "dataset/missing_pictures.h"

namespace panet::app {

// What `action` returns; the error of missing pictures gets the option that leaves them out.
template <typename Action>
auto or_say_allow_missing(Action&& action) {
  try {
    return std::forward<Action>(action)();
  } catch (const MissingPictures& error) {
    throw Error(error.what() + std::string("; --allow-missing leaves them out"));
  }
}

}  // namespace panet::app
