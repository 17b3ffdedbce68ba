#pragma once

#include <functional>

namespace panet {

// How long `work` takes at the least of several times: what else the machine does only adds to it.
double least_seconds(int times, const std::function<void()>& work);

}  // namespace panet
