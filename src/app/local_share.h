#pragma once

#include <string>

#include "panet/parallel/ranks.h"

namespace panet::app {

// What one of the ranks on this machine takes of it, where the user leaves it open.

// The device that --device means here: "cuda" is the GPU of the rank's number, among those that it
// sees; srun may show each rank just its own.
std::string device_of(const std::string& device, int ranks, int local_rank);

// --threads, 0 being this rank's part of the cores; it stays 0 where one process has them all.
int threads_of(int threads, const Ranks& ranks);

}  // namespace panet::app
