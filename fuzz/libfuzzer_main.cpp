// What libFuzzer calls of the one target that is linked to it.
#include <algorithm>
#include <cstdint>
#include <cstring>

#include "target.h"

using panet::fuzz::Target;

namespace {

const Target& target() {
  return panet::fuzz::targets().front();
}

// One mutation of so many is left as it is: broken sums are files, too.
constexpr unsigned kUnrepaired = 8;

}  // namespace

extern "C" std::size_t LLVMFuzzerMutate(uint8_t* data, std::size_t size, std::size_t most);

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  panet::fuzz::prepare();
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  panet::fuzz::read(target(), std::as_bytes(std::span(data, size)));
  return 0;
}

extern "C" std::size_t LLVMFuzzerCustomMutator(uint8_t* data, std::size_t size, std::size_t most,
                                               unsigned seed) {
  size = LLVMFuzzerMutate(data, size, most);
  if (target().repair == nullptr || seed % kUnrepaired == 0) return size;
  std::string file(reinterpret_cast<const char*>(data), size);
  target().repair(file);
  size = std::min(file.size(), most);
  std::memcpy(data, file.data(), size);
  return size;
}
