#pragma once

#include <cstddef>
#include <list>
#include <map>
#include <utility>

namespace panet {

// A map that holds at most `capacity` values and forgets the one least recently used; one of no
// capacity keeps nothing. Values should be cheap to copy.
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

  // The value of `key`, which counts as used now, until the next get(); null where it is not there.
  const Value* find(const Key& key) {
    const auto found = by_key_.find(key);
    if (found == by_key_.end()) return nullptr;
    by_use_.splice(by_use_.begin(), by_use_, found->second);
    return &found->second->second;
  }

  std::size_t size() const { return by_use_.size(); }
  std::size_t capacity() const { return capacity_; }

  // A cache of the same keys in the same order of use, with values of another kind: for finding out
  // what will be missing, without doing it.
  template <typename Other>
  LruCache<Key, Other> with_values(const Other& value) const {
    LruCache<Key, Other> other(capacity_);
    for (auto entry = by_use_.rbegin(); entry != by_use_.rend(); ++entry)
      other.get(entry->first, [&value] { return value; });
    return other;
  }

 private:
  void insert(const Key& key, Value value) {
    if (capacity_ == 0) return;
    if (by_use_.size() == capacity_) {
      by_key_.erase(by_use_.back().first);
      by_use_.pop_back();
    }
    by_use_.emplace_front(key, std::move(value));
    by_key_[key] = by_use_.begin();
  }

  std::size_t capacity_;
  std::list<std::pair<Key, Value>> by_use_;
  std::map<Key, typename std::list<std::pair<Key, Value>>::iterator> by_key_;
};

}  // namespace panet
