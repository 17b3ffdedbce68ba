#pragma once

#include <torch/csrc/distributed/c10d/Store.hpp>

#include "parallel/store.h"

namespace panet {

// The ranks' store as Gloo and NCCL use one, who ask from threads of their own.
c10::intrusive_ptr<c10d::Store> c10d_store_of(Store::Ask ask);

}  // namespace panet
