#include "weights/mapped_tensor.h"

#include <cstring>

namespace panet {

torch::Tensor mapped_tensor(const std::shared_ptr<MappedFile>& file, std::span<std::byte> bytes,
                            torch::ScalarType dtype, const std::vector<int64_t>& shape) {
  if (bytes.empty()) return torch::empty(shape, dtype);
  if (reinterpret_cast<std::uintptr_t>(bytes.data()) % torch::elementSize(dtype) == 0)
    return torch::from_blob(
        bytes.data(), shape, [file](void*) {}, dtype);
  const auto copy = torch::empty(shape, dtype);
  std::memcpy(copy.data_ptr(), bytes.data(), bytes.size());
  return copy;
}

}  // namespace panet
