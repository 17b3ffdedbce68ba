#pragma once

#include <string>
#include <utility>

#include "base/not_enough_memory.h"
#include "panet/base/error.h"

namespace panet {

// What `action` returns. An error on the way is told with its place in front: "cat1.json: shape 3:
// no list \"points\"".
template <typename Action>
auto with_context(const std::string& place, Action&& action) {
  try {
    return std::forward<Action>(action)();
  } catch (const NotEnoughMemory& error) {
    throw NotEnoughMemory(place + ": " + error.what());
  } catch (const Error& error) {
    throw Error(place + ": " + error.what());
  }
}

}  // namespace panet
