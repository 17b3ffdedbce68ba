#pragma once

#include <string>

#include "panet/base/public.h"

namespace PANET_PUBLIC panet {

// What an encoder is computed in. kInt8 is for inference with oneDNN alone
// (engine/activation_ranges.h). Prototypes, logits and losses are float32 always.
enum class Precision { kFloat32, kBFloat16, kInt8 };

struct Device {
  enum class Kind { kCpu, kCuda };
  Kind kind = Kind::kCpu;
  int index = 0;  // of the GPU

  bool is_cpu() const { return kind == Kind::kCpu; }
  bool operator==(const Device&) const = default;
};

// What runs the encoder where no gradients are asked for: LibTorch's operators one after the other,
// or a program that oneDNN compiles for this CPU. kAuto: oneDNN on a CPU, LibTorch on a GPU.
enum class EngineKind { kAuto, kLibTorch, kOneDnn };

struct ComputeOptions {
  Device device = {};
  Precision precision = Precision::kFloat32;
  EngineKind engine = EngineKind::kAuto;  // for inference
  // Whether oneDNN's engine measures which of two ways to compute a layer is the faster one here,
  // once a machine and size of pictures, and remembers it in $XDG_CACHE_HOME/panet or
  // ~/.cache/panet. Otherwise it takes one and the same everywhere, which may be the slower one.
  bool measures = true;
};

// "cpu", "cuda", "cuda:1". panet::Error for another word. Whether there is such a GPU is told by
// whoever computes on it.
Device parse_device(const std::string& text);
std::string text_of(const Device& device);

// "f32", "bf16", "int8" (CPU only), or "auto": bfloat16 on a GPU and on a CPU with AVX512_BF16 or
// AMX, else float32.
Precision parse_precision(const std::string& text, const Device& device);

// The word that parse_precision reads.
std::string text_of(Precision precision);

// "auto", "libtorch", "onednn"; panet::Error for another word.
EngineKind parse_engine(const std::string& text);

// Whether this CPU multiplies bfloat16 in hardware (AVX512_BF16; every CPU with AMX has it too).
bool cpu_has_bfloat16();

}  // namespace panet
