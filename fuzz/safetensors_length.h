#pragma once

#include <string>

namespace panet::fuzz {

// The length of a safetensors file's header: up to the last brace.
void repair_safetensors_length(std::string& file);

}  // namespace panet::fuzz
