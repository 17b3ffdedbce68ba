#include <ATen/Functions.h>
#include <benchmark/benchmark.h>
#include <torch/types.h>

namespace panet {
namespace {

// What benchmarks/model/episode_benchmark.cpp measures, as LibTorch does it.

const auto kFeatures =
    torch::randn({1, 1024, 53, 53}).contiguous(torch::MemoryFormat::ChannelsLast);

// Pooling at the size of the image, as the authors' code does.
void pool_upsampled(benchmark::State& state) {
  const auto weights = (torch::rand({1, 1, 417, 417}) < 0.3).to(torch::kFloat32);
  for (auto _ : state) {
    const auto up = at::upsample_bilinear2d(kFeatures, {417, 417}, false);
    benchmark::DoNotOptimize((up * weights).sum({2, 3}) / (weights.sum({2, 3}) + 1e-5));
  }
}
BENCHMARK(pool_upsampled)->Unit(benchmark::kMicrosecond)->UseRealTime();

const auto kLogits = torch::randn({2, 417, 417});

void label_pixels_argmax(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(kLogits.argmax(0).to(torch::kUInt8));
}
BENCHMARK(label_pixels_argmax)->Unit(benchmark::kMicrosecond)->UseRealTime();

void score_pixels_libtorch(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(kLogits.softmax(0));
}
BENCHMARK(score_pixels_libtorch)->Unit(benchmark::kMicrosecond)->UseRealTime();

}  // namespace
}  // namespace panet
