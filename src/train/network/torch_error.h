#pragma once

#include <c10/util/Exception.h>

#include <exception>
#include <string>

namespace panet {

// What an exception says, its first line: LibTorch adds the place in its source and a backtrace.
std::string plain_message(const std::exception& error);

// Whether LibTorch's allocator threw it.
bool is_out_of_memory(const c10::Error& error);

// LibTorch's exception as one of ours: NotEnoughMemory, or an Error with its first line.
[[noreturn]] void throw_in_words(const c10::Error& error);

}  // namespace panet
