#include <benchmark/benchmark.h>

#include <thread>

#include "panet/base/parallel.h"
#include "panet/model/query_adaptation.h"
#include "panet/segment/guided_rows.h"
#include "panet/segment/segmenter.h"
#include "panet/weights/model_file.h"

namespace panet {
namespace {

constexpr int64_t kSide = 417;

torch::Tensor smooth(int64_t channels, int64_t side) {
  return torch::upsample_bilinear2d(torch::randn({1, channels, 9, 9}), {side, side}, false);
}

// A photograph has large smooth areas, too.
torch::Tensor picture() {
  return (smooth(3, kSide)[0].permute({1, 2, 0}) * 60 + 128)
      .clamp(0, 255)
      .to(torch::kUInt8)
      .contiguous();
}

// As the evaluator keeps them.
torch::Tensor features(int64_t channels) {
  return (smooth(channels, 53) + 0.3 * torch::randn({1, channels, 53, 53}))
      .contiguous(torch::MemoryFormat::ChannelsLast)
      .to(torch::kBFloat16);
}

void use_all_cores() {
  set_thread_count(static_cast<int>(std::thread::hardware_concurrency()));
}

// The argument is the number of prototypes.
void guided_models(benchmark::State& state) {
  use_all_cores();
  const auto logits = smooth(state.range(0), 53), pixels = picture();
  for (auto _ : state) benchmark::DoNotOptimize(GuidedRows(logits, pixels));
}
BENCHMARK(guided_models)->Arg(2)->Arg(6)->Unit(benchmark::kMillisecond)->UseRealTime();

void guided_rows(benchmark::State& state) {
  use_all_cores();
  GuidedRows guided(smooth(state.range(0), 53), picture());
  for (auto _ : state) benchmark::DoNotOptimize(guided.rows(0, kSide));
}
BENCHMARK(guided_rows)->Arg(2)->Arg(6)->Unit(benchmark::kMillisecond)->UseRealTime();

// The argument is the number of channels.
void adapt_prototypes(benchmark::State& state) {
  use_all_cores();
  const auto query = features(state.range(0)), prototypes = torch::randn({2, state.range(0)});
  for (auto _ : state) benchmark::DoNotOptimize(adapted_prototypes(query, prototypes, {1}));
}
BENCHMARK(adapt_prototypes)->Arg(512)->Arg(1024)->Unit(benchmark::kMillisecond)->UseRealTime();

// From a picture's features to its labels, with what `refinement` says.
void label_features(benchmark::State& state, const Refinement& refinement) {
  use_all_cores();
  const Segmenter segmenter(
      {.encoder = make_encoder({.architecture = "vgg16"}), .fingerprint = "random"},
      {.refinement = refinement});
  const auto query = features(state.range(0)), pixels = picture();
  const Prototypes prototypes = {.vectors = torch::randn({2, state.range(0)}), .class_shots = {1}};
  for (auto _ : state)
    benchmark::DoNotOptimize(segmenter.label_features(query, prototypes, pixels));
}
BENCHMARK_CAPTURE(label_features, refined, Refinement())
    ->Arg(512)
    ->Arg(1024)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(label_features, paper_alone, kPaperAlone)
    ->Arg(512)
    ->Arg(1024)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

}  // namespace
}  // namespace panet
