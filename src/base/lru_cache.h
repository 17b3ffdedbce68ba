#pragma once

#include <cstddef>
#include <list>
#include <map>
#include <utility>

namespace panet {

// A map that holds values whose sizes sum to `capacity` at most, and forgets those least recently
// used; a value that is larger than that is not kept. Values should be cheap to copy.
template <typename Key, typename Value>
class LruCache {
 public:
  explicit LruCache(std::size_t capacity) : capacity_(capacity) {}

  // The value of `key`, which counts as used now; where it is not there, what `make()` returns.
  template <typename Make>
  Value get(const Key& key, Make make) {
    if (const Value* kept = find(key)) return *kept;
    Value value = make();
    insert(key, value);
    return value;
  }

  // The value of `key`, which counts as used now, until the next get() or insert(); null where it
  // is not there.
  const Value* find(const Key& key) {
    const auto found = by_key_.find(key);
    if (found == by_key_.end()) return nullptr;
    by_use_.splice(by_use_.begin(), by_use_, found->second);
    return &found->second->value;
  }

  // Keeps a value, which is not there yet.
  void insert(const Key& key, Value value, std::size_t size = 1) {
    if (size > capacity_) return;
    while (used_ + size > capacity_) forget_oldest();
    by_use_.push_front({key, std::move(value), size});
    by_key_[key] = by_use_.begin();
    used_ += size;
  }

  std::size_t size() const { return by_use_.size(); }
  std::size_t capacity() const { return capacity_; }

  // A cache of the same keys in the same order of use, with values of another kind: for finding out
  // what will be missing, without doing it.
  template <typename Other>
  LruCache<Key, Other> with_values(const Other& value) const {
    LruCache<Key, Other> other(capacity_);
    for (auto entry = by_use_.rbegin(); entry != by_use_.rend(); ++entry)
      other.insert(entry->key, value, entry->size);
    return other;
  }

 private:
  struct Entry {
    Key key;
    Value value;
    std::size_t size;
  };

  void forget_oldest() {
    used_ -= by_use_.back().size;
    by_key_.erase(by_use_.back().key);
    by_use_.pop_back();
  }

  std::size_t capacity_, used_ = 0;
  std::list<Entry> by_use_;
  std::map<Key, typename std::list<Entry>::iterator> by_key_;
};

}  // namespace panet
