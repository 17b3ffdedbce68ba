#include "engine/quantised_product.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <random>
#include <vector>

#include "engine/availability.h"
#include "model/gelu.h"
#include "panet/base/thread_count.h"

namespace panet {
namespace {

using Type = dnnl::memory::data_type;

std::vector<float> drawn(int64_t count, unsigned seed) {
  std::mt19937 generator(seed);
  std::normal_distribution<float> normal;
  std::vector<float> numbers(static_cast<std::size_t>(count));
  for (auto& number : numbers) number = normal(generator);
  return numbers;
}

// Rows beyond what one strip takes, and no multiple of it.
struct QuantisedProducts : testing::Test {
  static constexpr int64_t kRows = 205, kIn = 128, kOut = 96;

  void SetUp() override {
    if (!cpu_has_int8()) GTEST_SKIP() << "no VNNI";
  }

  std::vector<float> product(bool adds, bool gelu) const {
    const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
    const QuantisedProduct product(engine, {.rows = kRows,
                                            .in = kIn,
                                            .out = kOut,
                                            .source = Type::f32,
                                            .result = Type::f32,
                                            .adds = adds,
                                            .gelu = gelu});
    std::vector<float> result(kRows * kOut, 0.5f);
    std::vector<char> scratch(product.scratch_bytes());
    dnnl::stream stream(engine);
    product.run(stream, source.data(), product.packed(weight, bias), result.data(), scratch.data());
    return result;
  }

  float exact(int64_t row, int64_t column) const {
    return std::inner_product(source.begin() + row * kIn, source.begin() + (row + 1) * kIn,
                              weight.begin() + column * kIn,
                              bias[static_cast<std::size_t>(column)]);
  }

  // Of 128 normal numbers the largest is some 2.8, so a step 0.022 and its error 0.0064; twice 128
  // of them come together.
  static constexpr float kDeviation = 0.1f;

  template <typename Expected>
  void expect(const std::vector<float>& result, const Expected& expected) const {
    double squares = 0;
    for (int64_t r = 0; r < kRows; ++r)
      for (int64_t c = 0; c < kOut; ++c) {
        const float off = result[static_cast<std::size_t>(r * kOut + c)] - expected(exact(r, c));
        ASSERT_LT(std::abs(off), 6 * kDeviation) << r << " " << c;
        squares += off * off;
      }
    EXPECT_LT(std::sqrt(squares / (kRows * kOut)), 1.3 * kDeviation);
  }

  const std::vector<float> source = drawn(kRows * kIn, 1), weight = drawn(kOut * kIn, 2),
                           bias = drawn(kOut, 3);
};

TEST_F(QuantisedProducts, ComeNearTheExactOnes) {
  expect(product(false, false), [](float number) { return number; });
}

TEST_F(QuantisedProducts, GoThroughGelu) {
  expect(product(false, true), gelu);
}

TEST_F(QuantisedProducts, AreAddedToWhatStandsThere) {
  expect(product(true, false), [](float number) { return number + 0.5f; });
}

TEST_F(QuantisedProducts, HaveTheSameBitsWhateverTheNumberOfThreads) {
  const int before = thread_count();
  set_thread_count(1);
  const auto alone = product(false, true);
  for (const int threads : {2, 3, 7}) {
    set_thread_count(threads);
    EXPECT_EQ(product(false, true), alone) << threads;
  }
  set_thread_count(before);
}

}  // namespace
}  // namespace panet
