#include "peak_memory.h"

#include <malloc.h>

#include <ctime>
#include <fstream>
#include <string>

namespace panet::test {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kIsSanitized = true;
#else
constexpr bool kIsSanitized = false;
#endif

// In megabytes, of /proc/self/status.
double status(const std::string& wanted) {
  std::ifstream file("/proc/self/status");
  std::string key, rest;
  for (double kilobytes = 0; file >> key; std::getline(file, rest))
    if (key == wanted && file >> kilobytes) return kilobytes * 1024 / 1e6;
  return 0;
}

}  // namespace

double extra_megabytes(const std::function<void()>& action) {
  if (kIsSanitized) {
    action();
    return 0;
  }
  ::malloc_trim(0);
  std::ofstream("/proc/self/clear_refs") << "5";  // the peak becomes what is held now
  const double before = status("VmRSS:");
  action();
  return status("VmHWM:") - before;
}

double seconds_of(const std::function<void()>& action) {
  const std::clock_t begin = std::clock();
  action();
  return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
}

}  // namespace panet::test
