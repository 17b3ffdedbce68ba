#include "panet/model/features.h"

#include <new>

namespace panet {
namespace {

constexpr std::align_val_t kCacheLine{64};

std::size_t bytes_of(Features::Type type) {
  return type == Features::Type::kFloat32 ? sizeof(float) : sizeof(BFloat16);
}

}  // namespace

Features::Features(PictureSize grid, int64_t channels, Type type)
    : grid_(grid),
      channels_(channels),
      type_(type),
      size_(static_cast<std::size_t>(grid.height * grid.width * channels) * bytes_of(type)),
      values_(static_cast<std::byte*>(::operator new(size_, kCacheLine))) {}

void Features::Free::operator()(std::byte* bytes) const {
  ::operator delete(bytes, kCacheLine);
}

}  // namespace panet
