#include <benchmark/benchmark.h>

#include <thread>

#include "app/bench/random_model.h"
#include "panet/base/parallel.h"
#include "panet/engine/availability.h"
#include "panet/engine/inference_engine.h"

namespace panet {
namespace {

// One picture of the paper's size. VGG-16 does 69 GMAC, that is 138 GFLOP, on it.
void encode_417(benchmark::State& state, const char* architecture, EngineKind kind,
                torch::ScalarType precision) {
  if (kind == EngineKind::kOneDnn && !is_fast_on_cpu(precision)) {
    state.SkipWithError("no oneDNN here, or not on this CPU");
    return;
  }
  set_thread_count(static_cast<int>(std::thread::hardware_concurrency()));
  const auto image = torch::randn({1, 3, 417, 417});
  const auto engine =
      make_engine(bench::random_model(architecture, 417), {.precision = precision, .engine = kind});
  engine->encode(image);
  for (auto _ : state) benchmark::DoNotOptimize(engine->encode(image));
}

void register_encoders() {
  for (const auto* architecture : {"vgg16", "resnet50"})
    for (const auto& [engine, name] :
         {std::pair{EngineKind::kLibTorch, "libtorch"}, {EngineKind::kOneDnn, "onednn"}})
      for (const auto precision : {torch::kFloat32, torch::kBFloat16, torch::kInt8}) {
        if (engine == EngineKind::kLibTorch && precision == torch::kInt8) continue;
        const auto title =
            std::string("encode_417/") + architecture + "_" + name + "_" + name_of(precision);
        benchmark::RegisterBenchmark(title.c_str(), encode_417, architecture, engine, precision)
            ->Unit(benchmark::kMillisecond)
            ->UseRealTime();
      }
}

const bool kAreRegistered = (register_encoders(), true);

}  // namespace
}  // namespace panet
