#include "safetensors_length.h"

#include "signature.h"

namespace panet::fuzz {

void repair_safetensors_length(std::string& file) {
  constexpr std::size_t kLengthBytes = 8;
  const auto brace = file.rfind('}');
  if (brace == file.npos || brace < kLengthBytes) return;
  put_little_endian(file, 0, brace + 1 - kLengthBytes);
  put_little_endian(file, 4, 0);
}

}  // namespace panet::fuzz
