#pragma once

#include <torch/types.h>

#include <memory>
#include <span>
#include <vector>

#include "panet/file/mapped_file.h"

namespace panet {

// A tensor over `bytes` of the mapped file, which it keeps alive; a copy where the bytes are not
// aligned to the type, as reading those in place is undefined. `bytes` must be exactly as long as
// shape x dtype.
torch::Tensor mapped_tensor(const std::shared_ptr<MappedFile>& file, std::span<std::byte> bytes,
                            torch::ScalarType dtype, const std::vector<int64_t>& shape);

}  // namespace panet
