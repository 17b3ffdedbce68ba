#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace panet::app {

// What a variable of the environment says; null where it is not set.
using Variable = std::function<const char*(const char* name)>;

// Whether a command line asks for what panet-torch alone can do: `train`, GPUs, LibTorch's engine,
// or one of several processes that work together. words: without the program's name.
bool needs_torch_program(std::span<const std::string_view> words, const Variable& variable);

// Whether panet-torch adds something to a command that panet can do, too: `bench`.
bool gains_by_torch_program(std::span<const std::string_view> words);

// Becomes panet-torch, which lies beside this program. Returns where there is none.
void become_torch_program(char** argv);

}  // namespace panet::app
