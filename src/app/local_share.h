#pragma once

#include <string>

#include "panet/eval/peers.h"

namespace panet::app {

// What one of the processes on this machine takes of it, where the user leaves it open.

// The device that --device means here: of several processes, "cuda" is the GPU of its number, among
// the `gpus` that it sees; srun may show each just its own.
std::string device_of(const std::string& device, int processes, int local_rank, int gpus);

// --threads, 0 being this process's part of the cores; it stays 0 where it has them all.
int threads_of(int threads, const Peers& peers);

}  // namespace panet::app
