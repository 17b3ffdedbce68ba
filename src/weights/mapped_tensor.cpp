#include "weights/mapped_tensor.h"

#include <utility>

namespace panet {

StoredTensor mapped_tensor(const std::shared_ptr<const MappedFile>& file,
                           std::span<const std::byte> bytes, DType dtype,
                           std::vector<int64_t> shape) {
  if (reinterpret_cast<std::uintptr_t>(bytes.data()) % bytes_of(dtype) == 0)
    return {dtype, std::move(shape), bytes, file};
  return StoredTensor::copy_of(dtype, std::move(shape), bytes);
}

}  // namespace panet
