// Loads the program proper (program.h). LibTorch and OpenMP look at their surroundings while they
// are being loaded, which linking would do before main(): what they are to find is set here.
#include <dlfcn.h>
#include <malloc.h>
#include <sys/mman.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "app/exit.h"
#include "app/program.h"

namespace {

// LibTorch fills tens of megabytes of heap with tables of operators as it is loaded, and an
// encoder's values come and go: in large pages both take a fraction of the page faults. The largest
// block that malloc takes from the heap is 32 MB, once one of that size was freed.
void prepare_heap() {
  constexpr std::size_t kLargestOfHeap = (std::size_t{32} << 20) - 65536;
  constexpr std::uintptr_t kLargePage = std::uintptr_t{2} << 20;
  std::free(std::malloc(kLargestOfHeap));
  void* const first = std::malloc(kLargestOfHeap);
  void* const second = std::malloc(kLargestOfHeap);
  const auto begin = (reinterpret_cast<std::uintptr_t>(first) + kLargePage - 1) & ~(kLargePage - 1);
  const auto end = (reinterpret_cast<std::uintptr_t>(second) + kLargestOfHeap) & ~(kLargePage - 1);
  const bool is_one_stretch =
      first != nullptr && second > first && end - begin < 3 * kLargestOfHeap;
  if (is_one_stretch) madvise(reinterpret_cast<void*>(begin), end - begin, MADV_HUGEPAGE);
  std::free(second);
  std::free(first);
}

// A thread that has done its part of a loop waits for the others asleep, not spinning: where other
// programs compute, spinning threads keep those from the cores that they wait for.
void prepare_openmp() {
  const int only_if_unset = 0;
  setenv("OMP_WAIT_POLICY", "passive", only_if_unset);
}

}  // namespace

int main(int argc, char** argv) {
  prepare_heap();
  prepare_openmp();
  void* const program = dlopen("libpanet_program.so", RTLD_LAZY | RTLD_GLOBAL);
  auto* const run = program == nullptr
                        ? nullptr
                        : reinterpret_cast<decltype(&panet_main)>(dlsym(program, "panet_main"));
  if (run == nullptr) {
    std::fprintf(stderr, "panet: cannot be loaded: %s\n", dlerror());
    return panet::app::kDataError;
  }
  const int code = run(argc, argv);
  // Taking LibTorch's tables apart again would take longer than writing a mask.
  std::fflush(nullptr);
  std::_Exit(code);
}
