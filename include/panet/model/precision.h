#pragma once

#include <torch/nn/module.h>

#include <string>

namespace panet {

// Where and how the encoder computes. Prototypes, logits and losses are float32 always.
struct ComputeOptions {
  torch::Device device = torch::kCPU;
  torch::ScalarType precision = torch::kFloat32;  // kFloat32 or kBFloat16
};

// "cpu", "cuda", "cuda:1". panet::Error for another word, or a GPU that this build or machine
// lacks.
torch::Device parse_device(const std::string& text);

// "f32", "bf16", or "auto": bfloat16 on a GPU and on a CPU with AVX512_BF16 or AMX, else float32.
torch::ScalarType parse_precision(const std::string& text, torch::Device device);

// Whether this CPU multiplies bfloat16 in hardware (AVX512_BF16; every CPU with AMX has it too).
bool cpu_has_bfloat16();

// Moves a module to a device and precision, its convolution weights to the channels-last layout.
void prepare(torch::nn::Module& module, const ComputeOptions& options);

}  // namespace panet
