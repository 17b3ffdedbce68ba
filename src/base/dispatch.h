#pragma once

#include <utility>

#include "base/instructions.h"

namespace panet {

// on_this_cpu<loop>(arguments...) calls the function `loop`, of which there are copies for any
// x86-64, for CPUs with AVX2 and for those with AVX-512; the first call settles which it is. What
// `loop` calls is compiled with it only where it is inlined. Elsewhere the compiler's own choice
// stands: ARM's NEON is part of every arm64.
template <auto kLoop>
struct Copies;

#if defined(__x86_64__) && !defined(__clang__) && __GNUC__ >= 12

template <typename... Arguments, void (*kLoop)(Arguments...)>
struct Copies<kLoop> {
  [[gnu::flatten, gnu::target("arch=x86-64-v3")]] static void avx2(Arguments... arguments) {
    kLoop(arguments...);
  }
  [[gnu::flatten, gnu::target("arch=x86-64-v4")]] static void avx512(Arguments... arguments) {
    kLoop(arguments...);
  }

  static auto fastest() {
    if (may_use(Instructions::kAvx512) && __builtin_cpu_supports("x86-64-v4")) return avx512;
    if (may_use(Instructions::kAvx2) && __builtin_cpu_supports("x86-64-v3")) return avx2;
    return kLoop;
  }
};

#else

template <typename... Arguments, void (*kLoop)(Arguments...)>
struct Copies<kLoop> {
  static auto fastest() { return kLoop; }
};

#endif

template <auto kLoop, typename... Arguments>
void on_this_cpu(Arguments&&... arguments) {
  static const auto loop = Copies<kLoop>::fastest();
  loop(std::forward<Arguments>(arguments)...);
}

}  // namespace panet
