#include "serve/http/pulled_chunks.h"

#include <gtest/gtest.h>

#include <future>
#include <string>

#include "panet/base/error.h"

namespace panet::serve {
namespace {

std::span<const std::byte> bytes_of(const std::string& text) {
  return std::as_bytes(std::span(text));
}

std::string all_of(const BodySource& source) {
  std::string all;
  while (const auto chunk = source()) all += *chunk;
  return all;
}

TEST(PulledChunks, AllThatIsWrittenComesInItsOrder) {
  std::string expected;
  const auto source = pulled_chunks([&](const ChunkSink& sink) {
    for (int i = 0; i < 10'000; ++i) {
      const auto line = std::to_string(i) + " a line of the file\n";
      expected += line;
      sink(bytes_of(line));
    }
  });
  const auto all = all_of(source);
  EXPECT_EQ(all, expected);
}

TEST(PulledChunks, WhatGoesWrongWhileWritingGoesOnToWhoReads) {
  const auto source = pulled_chunks([](const ChunkSink& sink) {
    sink(bytes_of("a beginning"));
    throw Error("a.jpg: no such file");
  });
  EXPECT_THROW(all_of(source), Error);
}

TEST(PulledChunks, WhenTheClientGoesWritingEnds) {
  std::promise<void> ended;
  {
    const auto source = pulled_chunks([&](const ChunkSink& sink) {
      try {
        while (true) sink(bytes_of(std::string(1 << 16, 'x')));
      } catch (const Error&) {
        ended.set_value();
        throw;
      }
    });
    EXPECT_TRUE(source());
  }
  ended.get_future().wait();
}

}  // namespace
}  // namespace panet::serve
