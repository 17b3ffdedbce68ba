#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "parallel/store.h"

namespace panet {

// How a failure travels through the store: the first rank that knows tells, the others read it and
// say that they have.

void tell_failure(Store& store, const std::string& message);

// What was told; the caller counts as informed from now on.
std::optional<std::string> told_failure(Store& store);

// Rank 0, which holds the store, stays until so many ranks are informed, at most `limit`.
void wait_until_informed(Store& store, int ranks, std::chrono::milliseconds limit);

}  // namespace panet
