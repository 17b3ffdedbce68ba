#include "base/shared_lru_cache.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

namespace panet {
namespace {

std::size_t length(const std::string& text) {
  return text.size();
}

TEST(SharedLruCache, MakesAValueOnceAndForgetsTheOldest) {
  SharedLruCache<int, std::string> cache(5);
  int made = 0;
  const auto get = [&](int key, const std::string& text) {
    return cache.get(
        key,
        [&] {
          ++made;
          return text;
        },
        length);
  };
  EXPECT_EQ(get(1, "abc"), "abc");
  EXPECT_EQ(get(1, "other"), "abc");
  EXPECT_EQ(made, 1);
  get(2, "def");  // 6 letters: the first goes
  EXPECT_EQ(get(1, "new"), "new");
}

TEST(SharedLruCache, WhatIsLargerThanAllOfItIsHandedOutAndNotKept) {
  SharedLruCache<int, std::string> cache(2);
  EXPECT_EQ(cache.get(
                1, [] { return std::string("abc"); }, length),
            "abc");
  EXPECT_EQ(cache.get(
                1, [] { return std::string("def"); }, length),
            "def");
}

TEST(SharedLruCache, ServesAnyNumberOfThreads) {
  SharedLruCache<int, std::string> cache(64);
  std::vector<std::jthread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&cache] {
      for (int i = 0; i < 1000; ++i) {
        const auto text = std::to_string(i % 40);
        EXPECT_EQ(cache.get(
                      i % 40, [&] { return text; }, length),
                  text);
      }
    });
}

}  // namespace
}  // namespace panet
