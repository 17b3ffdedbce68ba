#include "weights/tensor_in_file.h"

#include <utility>

namespace panet {

StoredTensor tensor_in_file(const std::shared_ptr<const FileBytes>& file,
                            std::span<const std::byte> bytes, DType dtype,
                            std::vector<int64_t> shape) {
  if (reinterpret_cast<std::uintptr_t>(bytes.data()) % bytes_of(dtype) == 0)
    return {dtype, std::move(shape), bytes, file};
  return StoredTensor::copy_of(dtype, std::move(shape), bytes);
}

}  // namespace panet
