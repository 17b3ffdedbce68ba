#pragma once

#include <span>
#include <string_view>

namespace panet::app {

// Whether a command line asks for what panet-torch alone can do: `train`, GPUs, LibTorch's engine.
// words: without the program's name.
bool needs_torch_program(std::span<const std::string_view> words);

// Whether panet-torch adds something to a command that panet can do, too: `bench`, and what tells
// of `train`'s options.
bool gains_by_torch_program(std::span<const std::string_view> words);

// Becomes panet-torch, which lies beside this program. Returns where there is none.
void become_torch_program(char** argv);

// What to say then.
inline constexpr const char* kTorchIsMissing =
    "this needs the program panet-torch (training, GPUs, LibTorch, several processes), which is "
    "not "
    "installed beside it: install the package panet-train, or build with -DPANET_BUILD_TRAIN=ON";

}  // namespace panet::app
