// Becomes panet-torch where LibTorch is needed, else loads the program proper (module.h): OpenMP
// looks at its surroundings while it is being loaded, which linking would do before main().
#include <dlfcn.h>

#include <cstdio>
#include <string_view>
#include <vector>

#include "app/exit.h"
#include "app/module.h"
#include "app/start.h"
#include "app/torch_program.h"

int main(int argc, char** argv) {
  using namespace panet::app;
  occupy_standard_streams();
  prepare_openmp();
  prepare_memory();
  const std::vector<std::string_view> words(argv + 1, argv + argc);
  const bool needs_torch = needs_torch_program(words);
  if (needs_torch || gains_by_torch_program(words)) become_torch_program(argv);
  if (needs_torch) {
    std::fprintf(stderr, "panet: %s\n", kTorchIsMissing);
    return kDataError;
  }
  void* const program = dlopen("libpanet_program.so", RTLD_NOW | RTLD_GLOBAL);
  auto* const run = program == nullptr
                        ? nullptr
                        : reinterpret_cast<decltype(&panet_main)>(dlsym(program, "panet_main"));
  if (run == nullptr) {
    std::fprintf(stderr, "panet: cannot be loaded: %s\n", dlerror());
    return kDataError;
  }
  end(run(argc, argv));
}
