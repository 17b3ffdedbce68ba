#pragma once

#include <cstddef>
#include <memory>
#include <mutex>

#include "panet/data/prepared_picture.h"
#include "panet/eval/lru_cache.h"

namespace panet {

// Pictures of a data set, decoded and resized once and kept while the memory lasts. Any number of
// threads may ask at once; what they get does not depend on what is kept.
class PictureCache {
 public:
  // `dataset` must outlive the cache.
  PictureCache(const Dataset& dataset, int64_t input_size, std::size_t bytes);

  std::shared_ptr<const PreparedPicture> get(std::size_t picture);
  std::size_t capacity() const { return kept_.capacity(); }  // pictures

 private:
  const Dataset& dataset_;
  int64_t input_size_;
  std::mutex mutex_;
  LruCache<std::size_t, std::shared_ptr<const PreparedPicture>> kept_;
};

}  // namespace panet
