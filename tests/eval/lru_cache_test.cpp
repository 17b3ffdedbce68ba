#include "panet/eval/lru_cache.h"

#include <gtest/gtest.h>

#include <string>

namespace panet {
namespace {

// The value of a key, and whether it had to be made.
bool is_made(LruCache<int, std::string>& cache, int key) {
  bool made = false;
  const auto value = cache.get(key, [&] {
    made = true;
    return std::to_string(key);
  });
  EXPECT_EQ(value, std::to_string(key));
  return made;
}

TEST(LruCache, MakesAValueOnce) {
  LruCache<int, std::string> cache(2);
  EXPECT_TRUE(is_made(cache, 1));
  EXPECT_FALSE(is_made(cache, 1));
  EXPECT_EQ(cache.size(), 1u);
}

TEST(LruCache, ForgetsTheLeastRecentlyUsed) {
  LruCache<int, std::string> cache(2);
  is_made(cache, 1);
  is_made(cache, 2);
  is_made(cache, 1);
  is_made(cache, 3);
  EXPECT_FALSE(is_made(cache, 1));
  EXPECT_TRUE(is_made(cache, 2));
}

TEST(LruCache, KeepsNothingWithoutCapacity) {
  LruCache<int, std::string> cache(0);
  EXPECT_TRUE(is_made(cache, 1));
  EXPECT_TRUE(is_made(cache, 1));
  EXPECT_EQ(cache.size(), 0u);
}

TEST(LruCache, ACopyWithOtherValuesForgetsInTheSameOrder) {
  LruCache<int, std::string> cache(2);
  is_made(cache, 1);
  is_made(cache, 2);
  is_made(cache, 1);
  auto copy = cache.with_values(0);
  copy.get(3, [] { return 0; });
  bool made = false;
  copy.get(1, [&] {
    made = true;
    return 0;
  });
  EXPECT_FALSE(made);
  EXPECT_EQ(cache.size(), 2u);
}

}  // namespace
}  // namespace panet
