#include "base/reordered.h"

#include <gtest/gtest.h>

#include <memory>
#include <thread>
#include <vector>

namespace panet {
namespace {

TEST(Reordered, GivesWhatWasDoneInTheOrderOfTheList) {
  Reordered<char> letters;
  EXPECT_EQ(letters.next(), std::nullopt);
  letters.add(1, 'b');
  EXPECT_EQ(letters.next(), std::nullopt) << "the first is not there yet";
  letters.add(2, 'c');
  letters.add(0, 'a');
  for (const char letter : {'a', 'b', 'c'}) EXPECT_EQ(letters.next(), letter);
  EXPECT_EQ(letters.next(), std::nullopt);
}

TEST(Reordered, TakesValuesThatCannotBeCopied) {
  Reordered<std::unique_ptr<int>> numbers;
  numbers.add(0, std::make_unique<int>(7));
  EXPECT_EQ(**numbers.next(), 7);
}

TEST(Reordered, TakesThemFromManyThreads) {
  constexpr std::size_t kThreads = 4, kEach = 500;
  Reordered<std::size_t> numbers;
  std::vector<std::jthread> threads;
  for (std::size_t t = 0; t < kThreads; ++t)
    threads.emplace_back([&numbers, t] {
      for (std::size_t i = t; i < kThreads * kEach; i += kThreads) numbers.add(i, i);
    });
  for (std::size_t expected = 0; expected < kThreads * kEach;)
    if (const auto number = numbers.next()) {
      EXPECT_EQ(*number, expected++);
    }
}

}  // namespace
}  // namespace panet
