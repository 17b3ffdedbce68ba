#pragma once

namespace panet {

// What some CPUs compute with, besides what each of their kind has.
enum class Instructions { kAvx2, kAvx512, kAvx512Vnni, kAvx512BFloat16 };

// Whether this CPU has them and they may be used: the environment variable ONEDNN_MAX_CPU_ISA,
// which limits oneDNN, limits all of a program.
bool may_use(Instructions instructions);

}  // namespace panet
