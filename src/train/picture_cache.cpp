#include "panet/train/picture_cache.h"

namespace panet {
namespace {

// Three channels of float32, and about four masks.
std::size_t bytes_of_picture(int64_t input_size) {
  return static_cast<std::size_t>(input_size * input_size) * (3 * sizeof(float) + 4);
}

}  // namespace

PictureCache::PictureCache(const Dataset& dataset, int64_t input_size, std::size_t bytes)
    : dataset_(dataset), input_size_(input_size), kept_(bytes / bytes_of_picture(input_size)) {}

std::shared_ptr<const PreparedPicture> PictureCache::get(std::size_t picture) {
  {
    const std::lock_guard lock(mutex_);
    if (const auto* kept = kept_.find(picture)) return *kept;
  }
  // Two threads may prepare the same picture now; the later one's goes.
  auto prepared =
      std::make_shared<const PreparedPicture>(prepare_picture(dataset_, picture, input_size_));
  const std::lock_guard lock(mutex_);
  return kept_.get(picture, [&] { return std::move(prepared); });
}

}  // namespace panet
