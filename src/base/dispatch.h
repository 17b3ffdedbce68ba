#pragma once

// PANET_EACH_INSTRUCTION_SET before a function compiles it several times, for any x86-64, for CPUs
// with AVX2 and for those with AVX-512; which of them is called is settled when the program is
// loaded. What it calls is compiled with it only where it is inlined. Elsewhere the compiler's own
// choice stands: ARM's NEON is part of every arm64, and ThreadSanitizer is not ready yet when
// libraries are loaded.
#if defined(__x86_64__) && defined(__gnu_linux__) && !defined(__clang__) && __GNUC__ >= 12 && \
    !defined(__SANITIZE_THREAD__)
#define PANET_EACH_INSTRUCTION_SET \
  __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define PANET_EACH_INSTRUCTION_SET
#endif
