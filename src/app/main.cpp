// Loads the program proper (program.h). LibTorch and OpenMP look at their surroundings while they
// are being loaded, which linking would do before main(): what they are to find is set here.
#include <dlfcn.h>
#include <fcntl.h>
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "app/exit.h"
#include "app/program.h"

namespace {

// LibTorch fills tens of megabytes of heap with tables of operators as it is loaded; weights and an
// encoder's values come and go. In large pages they take a fraction of the page faults, and from a
// heap that is not given back at once no new ones.
void prepare_heap() {
  constexpr int kLargestOfHeap = 32 << 20;  // what malloc allows
  constexpr std::size_t kBlock = kLargestOfHeap - 65536, kBlocks = 8;
  constexpr std::uintptr_t kLargePage = std::uintptr_t{2} << 20;
  mallopt(M_MMAP_THRESHOLD, kLargestOfHeap);
  mallopt(M_TRIM_THRESHOLD, kBlocks * kLargestOfHeap);
  std::array<void*, kBlocks> blocks;
  for (auto& block : blocks) block = std::malloc(kBlock);
  const auto begin = reinterpret_cast<std::uintptr_t>(blocks.front());
  const auto end = reinterpret_cast<std::uintptr_t>(blocks.back()) + kBlock;
  const bool is_one_stretch = begin != 0 && end > begin && end - begin < kBlocks * kLargestOfHeap;
  const auto first = (begin + kLargePage - 1) / kLargePage * kLargePage;
  if (is_one_stretch) madvise(reinterpret_cast<void*>(first), end - first, MADV_HUGEPAGE);
  for (void* const block : blocks) std::free(block);
}

// A thread that has done its part of a loop waits for the others asleep, after some microseconds of
// spinning: where other programs compute, spinning threads keep those from the cores that they wait
// for.
void prepare_openmp() {
  const int only_if_unset = 0;
  if (std::getenv("OMP_WAIT_POLICY") == nullptr) setenv("GOMP_SPINCOUNT", "1000", only_if_unset);
}

// Where the program is started with a standard stream closed, the first file that is opened would
// take its place and hear what is printed. What cannot be used takes it instead.
void occupy_standard_streams() {
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    if (::fcntl(stream, F_GETFD) < 0)
      (void)::open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

}  // namespace

int main(int argc, char** argv) {
  occupy_standard_streams();
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
