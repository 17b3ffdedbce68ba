#include <benchmark/benchmark.h>

#include <thread>

#include "panet/base/parallel.h"
#include "panet/eval/evaluator.h"
#include "panet/model/cosine_classifier.h"
#include "panet/weights/model_file.h"
#include "toy_dataset.h"

namespace panet {
namespace {

constexpr PictureSize kVocSize = {375, 500};

Segmenter vgg() {
  return {{.encoder = make_encoder({.architecture = "vgg16"}), .fingerprint = "random"},
          {.compute = {.precision = parse_precision("auto", torch::kCPU)}}};
}

// A 1-way episode at 417 x 417 whose pictures have all been encoded; the argument is its shots.
void cached_episode(benchmark::State& state) {
  set_thread_count(static_cast<int>(std::thread::hardware_concurrency()));
  const test::ToyDataset dataset(1, 6, kVocSize);
  const auto segmenter = vgg();
  Evaluator evaluator(segmenter, dataset, {.cache_bytes = std::size_t{1} << 30});
  const EpisodeOptions options = {.shots = static_cast<int>(state.range(0))};
  const auto episodes = EpisodeSampler(dataset, fold_of_all(1), options).episodes(100);
  const auto evaluate = [&] {
    evaluator.evaluate(episodes, {}, [](const EpisodeOutcome&) { return true; });
  };
  evaluate();  // encodes
  for (auto _ : state) evaluate();
  state.counters["episodes/s"] = benchmark::Counter(
      static_cast<double>(episodes.size()) * state.iterations(), benchmark::Counter::kIsRate);
}
BENCHMARK(cached_episode)->Arg(1)->Arg(5)->Unit(benchmark::kMillisecond)->UseRealTime();

const auto kLogits = torch::randn({2, 417, 417});

// The label of every pixel, as the library finds it ...
void label_pixels(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(nearest_prototypes(kLogits));
}
BENCHMARK(label_pixels)->Unit(benchmark::kMillisecond)->UseRealTime();

// ... and as LibTorch does.
void label_pixels_argmax(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(kLogits.argmax(0).to(torch::kUInt8));
}
BENCHMARK(label_pixels_argmax)->Unit(benchmark::kMillisecond)->UseRealTime();

void count_pixels(benchmark::State& state) {
  const auto prediction = nearest_prototypes(kLogits);
  const auto labels = nearest_prototypes(torch::randn({2, 417, 417}));
  for (auto _ : state) benchmark::DoNotOptimize(iou_counts(prediction, labels, 1));
}
BENCHMARK(count_pixels)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace panet
