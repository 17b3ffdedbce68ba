#include <benchmark/benchmark.h>

#include <algorithm>

#include "app/bench/random_model.h"
#include "base/parallel.h"
#include "model/cosine_classifier.h"
#include "panet/segment/segmenter.h"
#include "random_maps.h"
#include "segment/guided_rows.h"

namespace panet {
namespace {

constexpr PictureSize kGrid = {53, 53}, kSize = {417, 417};

// On one core. The argument is the number of prototypes.
void of_some_prototypes(benchmark::internal::Benchmark* benchmark) {
  benchmark->Arg(2)->Arg(6)->Unit(benchmark::kMicrosecond)->UseRealTime();
}

// A photograph has large smooth areas, too.
Picture smooth_picture(test::Random& random) {
  const auto planes = upsample_logits(test::random_stack(random, 3, {9, 9}, 0, 255), kSize);
  Picture picture(kSize);
  for (std::size_t c = 0; c < 3; ++c)
    for (std::size_t i = 0; i < picture.size(); ++i)
      picture.all()[i][c] = static_cast<uint8_t>(planes.map(static_cast<int64_t>(c))[i]);
  return picture;
}

struct Scene {
  explicit Scene(int64_t prototypes) {
    set_thread_count(1);
    test::Random random(1);
    logits = test::random_stack(random, prototypes, kGrid, -20, 20);
    picture = smooth_picture(random);
  }
  MapStack logits;
  Picture picture;
};

void guided_models(benchmark::State& state) {
  const Scene scene(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(GuidedRows(scene.logits.copy(), scene.picture));
}
BENCHMARK(guided_models)->Apply(of_some_prototypes);

void guided_rows(benchmark::State& state) {
  const Scene scene(state.range(0));
  GuidedRows guided(scene.logits.copy(), scene.picture);
  for (auto _ : state) benchmark::DoNotOptimize(guided.rows(0, kSize.height));
}
BENCHMARK(guided_rows)->Apply(of_some_prototypes);

// Both, and the models widened to every column in between.
void guide(benchmark::State& state) {
  const Scene scene(state.range(0));
  for (auto _ : state)
    benchmark::DoNotOptimize(GuidedRows(scene.logits.copy(), scene.picture).rows(0, kSize.height));
}
BENCHMARK(guide)->Apply(of_some_prototypes);

// From a picture's features to its labels, with what `refinement` says.
void label_features(benchmark::State& state, const Refinement& refinement) {
  const Segmenter segmenter(bench::random_model("resnet50", kSize.height),
                            {.refinement = refinement});
  const Scene scene(2);
  test::Random random(2);
  const auto features = test::random_features(random, kGrid, 1024, Features::Type::kBFloat16);
  const Prototypes prototypes = {.vectors = test::random_map(random, {2, 1024}),
                                 .class_shots = {1}};
  for (auto _ : state)
    benchmark::DoNotOptimize(segmenter.label_features(features, prototypes, scene.picture));
}
BENCHMARK_CAPTURE(label_features, refined, Refinement())
    ->Unit(benchmark::kMicrosecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(label_features, paper_alone, kPaperAlone)
    ->Unit(benchmark::kMicrosecond)
    ->UseRealTime();

}  // namespace
}  // namespace panet
