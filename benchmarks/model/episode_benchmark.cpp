#include <benchmark/benchmark.h>

#include "panet/model/cosine_classifier.h"
#include "panet/model/masked_average_pooling.h"

namespace panet {
namespace {

const auto kFeatures = torch::randn({1, 512, 53, 53}).contiguous(torch::MemoryFormat::ChannelsLast);
const auto kMask = (torch::rand({1, 417, 417}) < 0.3).to(torch::kUInt8);

// Pooling through the transpose of the upsampling, as the library does it ...
void pool(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(masked_average_pooling(kFeatures, kMask));
}
BENCHMARK(pool)->Unit(benchmark::kMillisecond)->UseRealTime();

// ... and at the size of the image, as the authors' code does.
void pool_upsampled(benchmark::State& state) {
  const auto weights = kMask.to(torch::kFloat32).unsqueeze(1);
  for (auto _ : state) {
    const auto up = at::upsample_bilinear2d(kFeatures, {417, 417}, false);
    benchmark::DoNotOptimize((up * weights).sum({2, 3}) / (weights.sum({2, 3}) + 1e-5));
  }
}
BENCHMARK(pool_upsampled)->Unit(benchmark::kMillisecond)->UseRealTime();

void classify(benchmark::State& state) {
  const auto prototypes = torch::randn({2, 512});
  for (auto _ : state)
    benchmark::DoNotOptimize(upsample_logits(cosine_logits(kFeatures, prototypes), 417, 417));
}
BENCHMARK(classify)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace panet
