// The model that ships, on the renderings that ship: every engine and precision finds the same
// things.
#include "engine/availability.h"
#include "panet/dataset/open_dataset.h"
#include "panet/eval/evaluator.h"
#include "panet/train/network/torch_engine.h"
#include "support.h"

namespace panet {
namespace {

constexpr int64_t kSize = 161;  // small, to be quick
constexpr double kMostLost = 0.005, kMostLostInIntegers = 0.01;

double mean_iou_of(const ComputeOptions& compute) {
  auto segmenter =
      Segmenter::load(PANET_MODELS_DIR "/panet-resnet50.safetensors",
                      {.input_size = kSize, .shape = PictureShape::kSquare, .compute = compute});
  const auto data = open_dataset(DatasetKind::kFolder, PANET_PICTURES_DIR);
  Evaluator evaluator(segmenter, *data.dataset, {.cache_bytes = std::size_t{1} << 30});
  const auto episodes = EpisodeSampler(*data.dataset, data.folds.front(), {}).episodes(50);
  IouMetric metric;
  evaluator.evaluate(episodes, {}, [&](const EpisodeOutcome& outcome) {
    metric.record(outcome.counts, episodes[outcome.index].classes);
    return true;
  });
  return metric.mean_iou().value();
}

TEST(EveryEngine, HasTheSameMeanIou) {
  use_libtorch_engine();
  const double expected = mean_iou_of({.engine = EngineKind::kLibTorch});
  EXPECT_GT(expected, 0.4);
  EXPECT_NEAR(mean_iou_of({.precision = Precision::kBFloat16, .engine = EngineKind::kLibTorch}),
              expected, kMostLost);
  for (const auto precision : {Precision::kFloat32, Precision::kBFloat16, Precision::kInt8}) {
    if (!is_fast_on_cpu(precision)) continue;
    EXPECT_NEAR(mean_iou_of({.precision = precision, .engine = EngineKind::kOneDnn}), expected,
                precision == Precision::kInt8 ? kMostLostInIntegers : kMostLost)
        << text_of(precision);
  }
}

}  // namespace
}  // namespace panet
