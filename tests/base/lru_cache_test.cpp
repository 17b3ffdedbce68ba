#include "base/lru_cache.h"

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

TEST(LruCache, KeepsValuesWhileTheirSizesFit) {
  LruCache<int, std::string> cache(10);
  cache.insert(1, "one", 4);
  cache.insert(2, "two", 5);
  cache.insert(3, "three", 6);  // needs the room of both
  EXPECT_EQ(cache.find(1), nullptr);
  EXPECT_EQ(cache.find(2), nullptr);
  cache.insert(4, "four", 11);
  EXPECT_EQ(cache.find(4), nullptr);
  ASSERT_NE(cache.find(3), nullptr);
  EXPECT_EQ(*cache.find(3), "three");
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
