#include <benchmark/benchmark.h>

#include <thread>

#include "app/bench/peak_memory.h"
#include "app/torch/paper_formulas.h"
#include "base/parallel.h"
#include "toy_dataset.h"
#include "train/trainer.h"

namespace panet {
namespace {

constexpr PictureSize kVocSize = {375, 500};
constexpr std::size_t kRoomForAll = std::size_t{1} << 30;

// One step of training VGG-16, 1-way 1-shot at 417, all cores: forward, loss, backward, update.
// The floor is three times the 138 GFLOP of each of two pictures, 0.83 TFLOP.
struct Bench {
  Bench() { set_thread_count(static_cast<int>(std::thread::hardware_concurrency())); }

  static TrainingData toys() {
    return {.dataset = std::make_unique<test::ToyDataset>(1, 4, kVocSize),
            .folds = {fold_of_all(1)},
            .fingerprint = "toys"};
  }

  TrainingConfig config;
  TrainingData data = toys();
  Ranks alone;
};

void report(benchmark::State& state) {
  constexpr double kFlop = 3 * 2 * 138e9;
  state.counters["peak_MB"] = bench::peak_memory_mb();
  state.counters["GFLOP/s"] = benchmark::Counter(
      kFlop / 1e9 * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}

void training_step_vgg16(benchmark::State& state, Precision precision) {
  Bench bench;
  bench::forget_peak_memory();
  Trainer trainer(bench.config, bench.data,
                  {.compute = {.precision = precision}, .cache_bytes = kRoomForAll}, bench.alone);
  const auto step = [&] { trainer.step([] { return false; }); };
  step();
  for (auto _ : state) step();
  report(state);
}
BENCHMARK_CAPTURE(training_step_vgg16, bf16, Precision::kBFloat16)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime()
    ->Iterations(3);
BENCHMARK_CAPTURE(training_step_vgg16, f32, Precision::kFloat32)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime()
    ->Iterations(3);

// The same episodes through the paper's formulas as they stand there.
void training_step_vgg16_f32_as_written(benchmark::State& state) {
  Bench bench;
  const EpisodeSampler sampler(*bench.data.dataset, bench.data.folds[0], {});
  PictureCache pictures(*bench.data.dataset, bench.config.model.size, kRoomForAll);
  std::size_t next = 0;
  bench::forget_peak_memory();
  bench::PaperFormulas reference;
  const auto step = [&] {
    const std::size_t index = next++;
    reference.train(training_episode(*bench.data.dataset, sampler.episode(index), index,
                                     [&](std::size_t picture) { return pictures.get(picture); },
                                     {}));
  };
  step();
  for (auto _ : state) step();
  report(state);
}
BENCHMARK(training_step_vgg16_f32_as_written)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime()
    ->Iterations(3);

}  // namespace
}  // namespace panet
