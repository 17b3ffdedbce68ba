#include <benchmark/benchmark.h>

#include <thread>

#include "app/bench/random_model.h"
#include "base/parallel.h"
#include "engine/availability.h"
#include "panet/engine/inference_engine.h"

namespace panet {
namespace {

// One picture of the paper's size. VGG-16 does 69 GMAC, that is 138 GFLOP, on it.
void encode_417(benchmark::State& state, const char* architecture, Precision precision) {
  if (!is_fast_on_cpu(precision)) {
    state.SkipWithError("not on this CPU");
    return;
  }
  set_thread_count(static_cast<int>(std::thread::hardware_concurrency()));
  const auto image = bench::noise_image(417);
  const auto engine = make_engine(bench::random_model(architecture, 417), {.precision = precision});
  engine->encode(image);
  for (auto _ : state) benchmark::DoNotOptimize(engine->encode(image));
}

void register_encoders() {
  for (const auto* architecture : {"vgg16", "resnet50"})
    for (const auto precision : {Precision::kFloat32, Precision::kBFloat16, Precision::kInt8}) {
      const auto title = std::string("encode_417/") + architecture + "_" + text_of(precision);
      benchmark::RegisterBenchmark(title.c_str(), encode_417, architecture, precision)
          ->Unit(benchmark::kMillisecond)
          ->UseRealTime();
    }
}

const bool kAreRegistered = (register_encoders(), true);

}  // namespace
}  // namespace panet
