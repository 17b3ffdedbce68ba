#pragma once

#include <functional>

namespace panet::test {

// Megabytes that the process held at its peak while `action` ran, beyond those before. 0 where a
// sanitizer takes memory of its own, and keeps what was freed.
double extra_megabytes(const std::function<void()>& action);

// Of processors, so that it does not matter what else the machine does.
double seconds_of(const std::function<void()>& action);

}  // namespace panet::test
