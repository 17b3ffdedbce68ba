#include "base/instructions.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "base/dispatch.h"

namespace panet {
namespace {

void doubled(const float* values, int64_t count, float* result) {
  for (int64_t i = 0; i < count; ++i) result[i] = 2 * values[i];
}

// oneDNN reads its variable once a process: each limit is tried in one of its own.
template <typename Check>
void expect_under_limit(const char* limit, const Check& holds) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");  // nothing was asked for in it before
  EXPECT_EXIT(
      {
        setenv("ONEDNN_MAX_CPU_ISA", limit, 1);
        std::exit(holds() ? 0 : 1);
      },
      testing::ExitedWithCode(0), "")
      << limit;
}

TEST(Instructions, AreLimitedAsOneDnnIs) {
  expect_under_limit("SSE41", [] { return !may_use(Instructions::kAvx2); });
  expect_under_limit("AVX2", [] { return !may_use(Instructions::kAvx512); });
  expect_under_limit("AVX512_CORE", [] { return !may_use(Instructions::kAvx512Vnni); });
  expect_under_limit("AVX512_CORE_VNNI", [] { return !may_use(Instructions::kAvx512BFloat16); });
}

TEST(Instructions, OfACpuComeOneAfterTheOther) {
  expect_under_limit("ALL", [] {
    const bool bfloat16 = may_use(Instructions::kAvx512BFloat16),
               vnni = may_use(Instructions::kAvx512Vnni), avx512 = may_use(Instructions::kAvx512),
               avx2 = may_use(Instructions::kAvx2);
    return bfloat16 <= vnni && vnni <= avx512 && avx512 <= avx2;
  });
}

TEST(OnThisCpu, CallsTheFunction) {
  const float values[] = {1, 2, 3};
  float result[3] = {};
  on_this_cpu<doubled>(values, 3, result);
  EXPECT_EQ(result[2], 6);
}

TEST(OnThisCpu, TheFunctionItselfIsTakenWhereNothingElseMayBe) {
  expect_under_limit("SSE41", [] { return Copies<doubled>::fastest() == doubled; });
}

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
TEST(OnThisCpu, ACopyIsTakenWhereTheCpuHasMore) {
  if (!__builtin_cpu_supports("avx2")) GTEST_SKIP() << "this CPU has no AVX2";
  expect_under_limit("AVX2", [] { return Copies<doubled>::fastest() != doubled; });
}
#endif

}  // namespace
}  // namespace panet
