// Becomes panet-torch where LibTorch is needed, else loads the program proper (module.h): OpenMP
// looks at its surroundings while it is being loaded, which linking would do before main().
#include <dlfcn.h>

#include <cstdio>
#include <filesystem>
#include <string_view>
#include <vector>

#include "app/exit.h"
#include "app/module.h"
#include "app/program_folder.h"
#include "app/start.h"
#include "app/torch_program.h"

namespace {

// Named in full: for a mere name the dynamic loader looks beside the library that asks for it,
// which is another one where a sanitizer or a profiler stands between.
void* load_program() {
  constexpr const char* kName = "libpanet_program.so";
  const auto folder = panet::app::program_folder();
  const auto beside = folder / kName, installed = folder.parent_path() / PANET_LIBRARY_DIR / kName;
  std::error_code error;
  return dlopen((std::filesystem::exists(beside, error) ? beside : installed).c_str(),
                RTLD_NOW | RTLD_GLOBAL);
}

}  // namespace

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
  void* const program = load_program();
  auto* const run = program == nullptr
                        ? nullptr
                        : reinterpret_cast<decltype(&panet_main)>(dlsym(program, "panet_main"));
  if (run == nullptr) {
    std::fprintf(stderr, "panet: cannot be loaded: %s\n", dlerror());
    return kDataError;
  }
  end(run(argc, argv));
}
