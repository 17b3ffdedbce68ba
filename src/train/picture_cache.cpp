#include "train/picture_cache.h"

namespace panet {

PictureCache::PictureCache(const Dataset& dataset, int64_t kept_side, std::size_t bytes)
    : dataset_(dataset), kept_side_(kept_side), kept_(bytes) {}

std::shared_ptr<const DecodedPicture> PictureCache::get(std::size_t picture) {
  {
    const std::lock_guard lock(mutex_);
    if (const auto* kept = kept_.find(picture)) return *kept;
  }
  // Two threads may decode the same picture now; the later one's goes.
  auto decoded =
      std::make_shared<const DecodedPicture>(decoded_picture(dataset_, picture, kept_side_));
  const std::lock_guard lock(mutex_);
  if (const auto* kept = kept_.find(picture)) return *kept;
  kept_.insert(picture, decoded, decoded->bytes());
  return decoded;
}

}  // namespace panet
