#pragma once

#include <cstddef>
#include <memory>
#include <mutex>

#include "base/lru_cache.h"
#include "dataset/prepared_picture.h"

namespace panet {

// Pictures of a data set, decoded once and kept while the memory lasts. Any number of threads may
// ask at once; what they get does not depend on what is kept.
class PictureCache {
 public:
  // Pictures are as decoded_picture(dataset, index, kept_side) gives them. `dataset` must outlive
  // the cache.
  PictureCache(const Dataset& dataset, int64_t kept_side, std::size_t bytes);

  std::shared_ptr<const DecodedPicture> get(std::size_t picture);

 private:
  const Dataset& dataset_;
  int64_t kept_side_;
  std::mutex mutex_;
  LruCache<std::size_t, std::shared_ptr<const DecodedPicture>> kept_;  // sizes in bytes
};

}  // namespace panet
