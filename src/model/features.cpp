#include "panet/model/features.h"

#include <mutex>
#include <new>
#include <utility>

namespace panet {
namespace {

constexpr std::align_val_t kCacheLine{64};

std::size_t bytes_of(Features::Type type) {
  return type == Features::Type::kFloat32 ? sizeof(float) : sizeof(BFloat16);
}

std::byte* new_bytes(std::size_t size) {
  return static_cast<std::byte*>(::operator new(size, kCacheLine));
}

void delete_bytes(std::byte* bytes) {
  ::operator delete(bytes, kCacheLine);
}

// The memory of the features that went last, for the next ones. An allocator cannot do it: what is
// aligned fits no gap of its own size, so a program that reads picture after picture would grow, or
// take all pages of the memory anew each time.
class Spare {
 public:
  std::byte* take(std::size_t size) {
    const std::lock_guard lock(mutex_);
    return size == size_ ? std::exchange(bytes_, nullptr) : nullptr;
  }

  void put(std::byte* bytes, std::size_t size) {
    const std::lock_guard lock(mutex_);
    delete_bytes(std::exchange(bytes_, bytes));
    size_ = size;
  }

 private:
  std::mutex mutex_;
  std::byte* bytes_ = nullptr;
  std::size_t size_ = 0;
};

// Never destroyed, as features may live longer than anything else.
Spare& spare() {
  static auto* const only = new Spare;
  return *only;
}

constexpr std::size_t kWorthKeeping = 1 << 20;

std::byte* allocated(std::size_t size) {
  auto* const kept = size < kWorthKeeping ? nullptr : spare().take(size);
  return kept == nullptr ? new_bytes(size) : kept;
}

}  // namespace

Features::Features(PictureSize grid, int64_t channels, Type type)
    : grid_(grid),
      channels_(channels),
      type_(type),
      size_(static_cast<std::size_t>(grid.height * grid.width * channels) * bytes_of(type)),
      values_(allocated(size_), Free{size_}) {}

void Features::Free::operator()(std::byte* bytes) const {
  size < kWorthKeeping ? delete_bytes(bytes) : spare().put(bytes, size);
}

}  // namespace panet
