#include "panet/model/encoder.h"

#include <benchmark/benchmark.h>
#include <torch/utils.h>

#include <thread>

#include "panet/model/precision.h"

namespace panet {
namespace {

// One picture of the paper's size. VGG-16 does 69 GMAC, that is 138 GFLOP, on it.
void encode_417(benchmark::State& state, const char* architecture, torch::ScalarType precision) {
  torch::set_num_threads(static_cast<int>(std::thread::hardware_concurrency()));
  const torch::NoGradGuard no_grad;
  const auto encoder = make_encoder({.architecture = architecture});
  prepare(*encoder, {.device = torch::kCPU, .precision = precision});
  const auto picture = torch::randn({1, 3, 417, 417}).to(precision);
  for (auto _ : state) benchmark::DoNotOptimize(encoder->forward(picture));
}

BENCHMARK_CAPTURE(encode_417, vgg16_f32, "vgg16", torch::kFloat32)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(encode_417, vgg16_bf16, "vgg16", torch::kBFloat16)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(encode_417, resnet50_f32, "resnet50", torch::kFloat32)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(encode_417, resnet50_bf16, "resnet50", torch::kBFloat16)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

}  // namespace
}  // namespace panet
