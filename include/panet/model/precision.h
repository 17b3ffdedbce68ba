#pragma once

#include <torch/nn/module.h>

#include <string>

namespace panet {

// What runs the encoder where no gradients are asked for: LibTorch's operators one after the other,
// or a program that oneDNN compiles for this CPU. kAuto: oneDNN on a CPU where it is built in.
enum class EngineKind { kAuto, kLibTorch, kOneDnn };

// Where and how the encoder computes. Prototypes, logits and losses are float32 always.
struct ComputeOptions {
  torch::Device device = torch::kCPU;
  // kFloat32 or kBFloat16; for inference with oneDNN also kInt8 (engine/activation_ranges.h).
  torch::ScalarType precision = torch::kFloat32;
  EngineKind engine = EngineKind::kAuto;  // for inference
};

// "cpu", "cuda", "cuda:1". panet::Error for another word, or a GPU that this build or machine
// lacks.
torch::Device parse_device(const std::string& text);

// "f32", "bf16", "int8" (CPU only), or "auto": bfloat16 on a GPU and on a CPU with AVX512_BF16 or
// AMX, else float32.
torch::ScalarType parse_precision(const std::string& text, torch::Device device);

// The word that parse_precision reads.
std::string name_of(torch::ScalarType precision);

// "auto", "libtorch", "onednn"; panet::Error for another word.
EngineKind parse_engine(const std::string& text);

// The type of the features that are computed in a precision: bfloat16 unless it is float32.
torch::ScalarType feature_type(torch::ScalarType precision);

// Whether this CPU multiplies bfloat16 in hardware (AVX512_BF16; every CPU with AMX has it too).
bool cpu_has_bfloat16();

// Moves a module to a device and precision, its convolution weights to the channels-last layout.
void prepare(torch::nn::Module& module, const ComputeOptions& options);

}  // namespace panet
