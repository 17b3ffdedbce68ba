#pragma once

namespace panet::bench {

// From here on counts the most memory that this process has at once.
void forget_peak_memory();

// Megabytes since then.
double peak_memory_mb();

}  // namespace panet::bench
