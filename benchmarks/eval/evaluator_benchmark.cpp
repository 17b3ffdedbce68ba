#include <benchmark/benchmark.h>

#include <functional>
#include <thread>

#include "app/bench/random_model.h"
#include "base/parallel.h"
#include "panet/eval/evaluator.h"
#include "panet/eval/iou_metric.h"
#include "random_maps.h"
#include "toy_dataset.h"

namespace panet {
namespace {

constexpr PictureSize kVocSize = {375, 500};

// A 1-way episode at 417 x 417 whose pictures have all been encoded; the argument is its shots.
void cached_episode(benchmark::State& state) {
  set_thread_count(static_cast<int>(std::thread::hardware_concurrency()));
  const test::ToyDataset dataset(1, 6, kVocSize);
  Segmenter segmenter(bench::random_model("vgg16", 417),
                      {.compute = {.precision = parse_precision("auto", Device())}});
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

void count_pixels(benchmark::State& state) {
  test::Random random(1);
  const auto labels = [&] {
    return mapped<Labels>(test::random_mask(random, {417, 417}, 0.5), std::identity());
  };
  const auto prediction = labels(), truth = labels();
  for (auto _ : state) benchmark::DoNotOptimize(iou_counts(prediction, truth, 1));
}
BENCHMARK(count_pixels)->Unit(benchmark::kMicrosecond)->UseRealTime();

}  // namespace
}  // namespace panet
