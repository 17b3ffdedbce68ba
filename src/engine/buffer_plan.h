#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <vector>

namespace panet {

// What one operation of a program reads and writes: numbers of storages, each of which holds a
// value, or several one after the other.
struct StorageUse {
  std::vector<std::size_t> reads;
  std::size_t writes;
};

struct BufferPlan {
  std::vector<std::size_t> buffer_bytes;
  std::map<std::size_t, std::size_t> buffer_of;  // by storage
};

// Buffers for storages, by their sizes: two share one where the first is read for the last time
// before the second is written. Those that lie with the caller get none.
BufferPlan plan_buffers(const std::vector<StorageUse>& operations,
                        const std::vector<std::size_t>& storage_bytes,
                        const std::set<std::size_t>& with_caller);

}  // namespace panet
