#pragma once

#include <cstddef>
#include <mutex>
#include <utility>

#include "base/lru_cache.h"

namespace panet {

// An LruCache for any number of threads. Values are made outside of the lock: two threads may make
// the same one.
template <typename Key, typename Value>
class SharedLruCache {
 public:
  explicit SharedLruCache(std::size_t capacity) : cache_(capacity) {}

  // The value of `key`; where it is not there, what make() returns, whose size is size_of(value).
  template <typename Make, typename SizeOf>
  Value get(const Key& key, Make make, SizeOf size_of) {
    {
      const std::lock_guard lock(mutex_);
      if (const Value* kept = cache_.find(key)) return *kept;
    }
    Value value = make();
    const std::lock_guard lock(mutex_);
    if (cache_.find(key) == nullptr) cache_.insert(key, value, size_of(value));
    return value;
  }

 private:
  std::mutex mutex_;
  LruCache<Key, Value> cache_;
};

}  // namespace panet
