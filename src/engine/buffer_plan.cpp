#include "engine/buffer_plan.h"

#include <algorithm>

namespace panet {
namespace {

// By storage, the operation that reads it last.
std::vector<std::size_t> last_reads(const std::vector<StorageUse>& operations,
                                    std::size_t storages) {
  std::vector<std::size_t> last(storages, 0);
  for (std::size_t i = 0; i < operations.size(); ++i)
    for (const auto storage : operations[i].reads) last[storage] = i;
  return last;
}

// The largest of the free buffers, which needs to grow the least; a new one where none is free.
std::size_t take_buffer(std::vector<std::size_t>& free_buffers, std::vector<std::size_t>& bytes) {
  if (free_buffers.empty()) {
    bytes.push_back(0);
    return bytes.size() - 1;
  }
  const auto largest = std::max_element(free_buffers.begin(), free_buffers.end(),
                                        [&](auto a, auto b) { return bytes[a] < bytes[b]; });
  const auto buffer = *largest;
  free_buffers.erase(largest);
  return buffer;
}

}  // namespace

BufferPlan plan_buffers(const std::vector<StorageUse>& operations,
                        const std::vector<std::size_t>& storage_bytes,
                        const std::set<std::size_t>& with_caller) {
  const auto last_read = last_reads(operations, storage_bytes.size());
  BufferPlan plan;
  std::vector<std::size_t> free_buffers;
  for (std::size_t i = 0; i < operations.size(); ++i) {
    const auto& [reads, written] = operations[i];
    if (!with_caller.contains(written) && !plan.buffer_of.contains(written)) {
      const auto buffer = take_buffer(free_buffers, plan.buffer_bytes);
      plan.buffer_bytes[buffer] = std::max(plan.buffer_bytes[buffer], storage_bytes[written]);
      plan.buffer_of[written] = buffer;
    }
    for (const auto storage : std::set(reads.begin(), reads.end()))
      if (storage != written && last_read[storage] == i && !with_caller.contains(storage))
        free_buffers.push_back(plan.buffer_of.at(storage));
  }
  return plan;
}

}  // namespace panet
