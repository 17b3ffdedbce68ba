#include "app/bench/peak_memory.h"

#include <malloc.h>

#include <fstream>
#include <string>

namespace panet::bench {

void forget_peak_memory() {
  ::malloc_trim(0);
  std::ofstream("/proc/self/clear_refs") << "5";  // the peak becomes what is held now
}

double peak_memory_mb() {
  std::ifstream status("/proc/self/status");
  std::string key, rest;
  for (double kilobytes = 0; status >> key; std::getline(status, rest))
    if (key == "VmHWM:" && status >> kilobytes) return kilobytes * 1024 / 1e6;
  return 0;
}

}  // namespace panet::bench
