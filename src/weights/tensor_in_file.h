#pragma once

#include <memory>
#include <span>
#include <vector>

#include "base/file_bytes.h"
#include "panet/weights/stored_tensor.h"

namespace panet {

// A tensor over `bytes` of a file, which it keeps alive; a copy where the bytes are not
// aligned to the type, as reading those in place is undefined. `bytes` must be exactly as long as
// shape x dtype.
StoredTensor tensor_in_file(const std::shared_ptr<const FileBytes>& file,
                            std::span<const std::byte> bytes, DType dtype,
                            std::vector<int64_t> shape);

}  // namespace panet
