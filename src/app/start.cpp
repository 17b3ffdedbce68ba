#include "app/start.h"

#include <fcntl.h>
#include <malloc.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <initializer_list>

namespace panet::app {

void occupy_standard_streams() {
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    if (::fcntl(stream, F_GETFD) < 0)
      (void)::open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

void prepare_openmp() {
  const int only_if_unset = 0;
  if (std::getenv("OMP_WAIT_POLICY") == nullptr) setenv("GOMP_SPINCOUNT", "1000", only_if_unset);
}

void prepare_memory() {
#if defined(__GLIBC__)
  constexpr int kMegabyte = 1 << 20;
  mallopt(M_MMAP_THRESHOLD, 8 * kMegabyte);
  mallopt(M_TRIM_THRESHOLD, 32 * kMegabyte);
#endif
}

void end(int code) {
  std::fflush(nullptr);
  std::_Exit(code);
}

}  // namespace panet::app
