#include <benchmark/benchmark.h>

#include <utility>
#include <vector>

#include "base/parallel.h"
#include "model/cosine_classifier.h"
#include "model/masked_average_pooling.h"
#include "model/prototype_fit.h"
#include "model/query_adaptation.h"
#include "random_maps.h"

namespace panet {
namespace {

// What stands between the features of an image of the paper's size and its labels, on one core. The
// floor is to read the features: 53 x 53 x 1024 numbers of 2 bytes are 5.8 MB.
constexpr PictureSize kGrid = {53, 53}, kInput = {417, 417};

// The arguments are the number of channels and the bits of a number.
Features features(const benchmark::State& state) {
  set_thread_count(1);
  test::Random random(1);
  return test::random_features(
      random, kGrid, state.range(0),
      state.range(1) == 16 ? Features::Type::kBFloat16 : Features::Type::kFloat32);
}

void of_each_encoder(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgsProduct({{512, 1024}, {16, 32}})->ArgNames({"channels", "bits"});
  benchmark->Unit(benchmark::kMicrosecond)->UseRealTime();
}

void pool(benchmark::State& state) {
  const auto query = features(state);
  test::Random random(2);
  const auto mask = test::random_mask(random, kInput, 0.3);
  for (auto _ : state) benchmark::DoNotOptimize(masked_average_pooling(query, mask));
}
BENCHMARK(pool)->Apply(of_each_encoder);

void classify(benchmark::State& state) {
  const auto query = features(state);
  test::Random random(2);
  const auto prototypes = test::random_map(random, {2, state.range(0)});
  for (auto _ : state) benchmark::DoNotOptimize(cosine_logits(query, prototypes));
}
BENCHMARK(classify)->Apply(of_each_encoder);

// 20 classes and the background.
void classify_many(benchmark::State& state) {
  const auto query = features(state);
  test::Random random(2);
  const auto prototypes = test::random_map(random, {21, state.range(0)});
  for (auto _ : state) benchmark::DoNotOptimize(cosine_logits(query, prototypes));
}
BENCHMARK(classify_many)->Apply(of_each_encoder);

// The features are read four times: for their lengths, the first logits, what these claim, and the
// logits of the adapted prototypes.
void classify_adapted(benchmark::State& state) {
  const auto query = features(state);
  test::Random random(2);
  const auto prototypes = test::random_map(random, {2, state.range(0)});
  for (auto _ : state) {
    const FeatureDirections directions(query);
    benchmark::DoNotOptimize(directions.logits(adapted_prototypes(directions, prototypes, {1})));
  }
}
BENCHMARK(classify_adapted)->Apply(of_each_encoder);

// Prototypes are fitted when pictures are learned, and anew with each that is added or corrected.
// The argument is the number of annotated pictures, all of one class. On two cores.
void fit(benchmark::State& state) {
  set_thread_count(2);
  test::Random random(1);
  const auto features = test::random_features(random, kGrid, 1024, Features::Type::kBFloat16);
  const auto object = test::random_mask(random, kInput, 0.3);
  Mask rest(object.dimensions());
  std::ranges::transform(object.all(), rest.all().begin(),
                         [](uint8_t covered) { return static_cast<uint8_t>(covered == 0); });
  const auto shot = coarse_shot(features, object, rest);
  const std::vector<ShotOfClass> shots(static_cast<std::size_t>(state.range(0)),
                                       {.shot = &shot, .class_index = 0});
  const auto means = test::random_map(random, {2, 1024});
  for (auto _ : state) benchmark::DoNotOptimize(fitted_prototypes(means, shots));
}
BENCHMARK(fit)
    ->Arg(2)
    ->Arg(5)
    ->Arg(10)
    ->Arg(20)
    ->Arg(50)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

// The argument is the number of prototypes.
void of_some_prototypes(benchmark::internal::Benchmark* benchmark) {
  benchmark->Arg(2)->Arg(6)->Unit(benchmark::kMicrosecond)->UseRealTime();
}

void upsample(benchmark::State& state) {
  set_thread_count(1);
  test::Random random(2);
  const auto logits = test::random_stack(random, state.range(0), kGrid, -20, 20);
  for (auto _ : state) benchmark::DoNotOptimize(upsample_logits(logits.copy(), kInput));
}
BENCHMARK(upsample)->Apply(of_some_prototypes);

void label_pixels(benchmark::State& state) {
  set_thread_count(1);
  test::Random random(2);
  const auto logits = test::random_stack(random, state.range(0), kInput, -20, 20);
  for (auto _ : state) benchmark::DoNotOptimize(nearest_prototypes(logits));
}
BENCHMARK(label_pixels)->Apply(of_some_prototypes);

void score_pixels(benchmark::State& state) {
  set_thread_count(1);
  test::Random random(2);
  auto scores = test::random_stack(random, state.range(0), kInput, -20, 20);
  for (auto _ : state) scores = softmax(std::move(scores));
}
BENCHMARK(score_pixels)->Apply(of_some_prototypes);

}  // namespace
}  // namespace panet
