#include "base/free_memory.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <cstdlib>
#include <fstream>

namespace panet {
namespace {

TEST(FreeMemory, IsSomeAndNoMoreThanTheMachineHas) {
  std::ifstream meminfo("/proc/meminfo");
  std::string key;
  std::size_t kilobytes = 0;
  meminfo >> key >> kilobytes;
  ASSERT_EQ(key, "MemTotal:");
  EXPECT_GT(free_memory(), 1'000'000u);
  EXPECT_LT(free_memory(), kilobytes * 1024);
}

TEST(FreeMemory, IsWhatALimitOfTheAddressSpaceLeaves) {
  const auto exit_with_result = [] {
    std::size_t pages = 0;
    std::ifstream("/proc/self/statm") >> pages;
    constexpr std::size_t left = 200'000'000;
    const rlim_t most = pages * 4096 + left;
    const rlimit limit = {.rlim_cur = most, .rlim_max = most};
    setrlimit(RLIMIT_AS, &limit);
    const std::size_t free = free_memory();
    std::_Exit(free <= left && free > left / 2 ? 0 : 1);
  };
  EXPECT_EXIT(exit_with_result(), testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace panet
