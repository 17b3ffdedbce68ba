#pragma once

#include <csetjmp>
#include <type_traits>

namespace panet {

// libpng and libjpeg leave a failed call by a jump to `escape`, which runs no destructor on its
// way. So every call into them is made by an `action` that owns nothing: it captures by reference
// and has only plain local variables. False where the call failed.
template <typename Action>
bool guarded(std::jmp_buf& escape, Action action) {
  static_assert(std::is_trivially_destructible_v<Action>);
  if (setjmp(escape) != 0) return false;
  action();
  return true;
}

}  // namespace panet
