
#include <cstdlib>

#include "panet/base/parallel.h"
#include "panet/engine/activation_ranges.h"
#include "panet/engine/availability.h"
#include "panet/engine/inference_engine.h"
#include "panet/model/encoder_graph.h"
#include "support.h"

namespace panet {
namespace {

using test::error_of;
using test::Tells;

// A model of random weights, calibrated on `images`.
Model model_of(const EncoderOptions& options, const torch::Tensor& images) {
  auto encoder = make_encoder(options);
  std::optional<torch::Tensor> next = images;
  const auto ranges = measure_activation_ranges(dynamic_cast<const GraphEncoder&>(*encoder),
                                                [&] { return std::exchange(next, std::nullopt); });
  return {.encoder = std::move(encoder),
          .fingerprint = "random",
          .metadata = {{kActivationRanges, to_json(ranges)}}};
}

// The root mean square of the difference in that of what is expected.
double relative_error(const torch::Tensor& features, const torch::Tensor& expected) {
  return ((features.to(torch::kFloat32) - expected).norm() / expected.norm()).item<double>();
}

void skip_without_hardware_for(torch::ScalarType precision) {
  if (precision == torch::kInt8 && !cpu_has_int8()) GTEST_SKIP() << "this CPU has no VNNI";
}

struct Case {
  EncoderOptions encoder;
  torch::ScalarType precision;
  double tolerance;

  std::string name() const {
    const bool is_1x1 = encoder.stride_placement == StridePlacement::kFirst1x1;
    return encoder.architecture + (is_1x1 ? "First1x1" : "") + name_of(precision);
  }
};

class OneDnnEngine : public testing::TestWithParam<Case> {
 protected:
  void SetUp() override {
    skip_without_hardware_for(GetParam().precision);
    torch::manual_seed(1);
  }

  std::shared_ptr<InferenceEngine> engine_of(const Model& model) const {
    return make_engine(model, {.precision = GetParam().precision, .engine = EngineKind::kOneDnn});
  }
};

TEST_P(OneDnnEngine, GivesTheEncodersFeatures) {
  const torch::NoGradGuard no_grad;
  for (const auto& [height, width] : {std::pair{64, 64}, {41, 58}, {33, 17}}) {
    const auto images = torch::randn({2, 3, height, width});
    const auto model = model_of(GetParam().encoder, images);
    const auto expected = model.encoder->forward(images);
    const auto features = engine_of(model)->encode(images);
    ASSERT_EQ(features.sizes(), expected.sizes());
    EXPECT_EQ(features.scalar_type(), feature_type(GetParam().precision));
    EXPECT_TRUE(features.is_contiguous(torch::MemoryFormat::ChannelsLast));
    EXPECT_LT(relative_error(features, expected), GetParam().tolerance) << height << " x " << width;
  }
}

TEST_P(OneDnnEngine, GivesTheSameBitsWhateverCameBeforeAndOnAnyNumberOfThreads) {
  const auto images = torch::randn({1, 3, 65, 47});
  const auto model = model_of(GetParam().encoder, images);
  const int threads = thread_count();
  const auto expected = engine_of(model)->encode(images);
  const auto engine = engine_of(model);
  for (const int count : {1, 2, 3}) {
    set_thread_count(count);
    for (const int side : {16, 24, 40, 48, 56}) engine->encode(torch::randn({1, 3, side, side}));
    EXPECT_TRUE(engine->encode(images).equal(expected)) << count << " threads";
    EXPECT_TRUE(
        engine->encode(images.contiguous(torch::MemoryFormat::ChannelsLast)).equal(expected));
  }
  set_thread_count(threads);
}

TEST_P(OneDnnEngine, ReturnsFeaturesThatLaterPicturesLeaveAlone) {
  const auto images = torch::randn({1, 3, 32, 32});
  const auto engine = engine_of(model_of(GetParam().encoder, images));
  const auto features = engine->encode(images);
  const auto copy = features.clone();
  engine->encode(torch::randn({1, 3, 32, 32}));
  EXPECT_TRUE(features.equal(copy));
}

std::vector<Case> cases() {
  std::vector<Case> all;
  for (const auto& encoder :
       {EncoderOptions{.architecture = "vgg16"}, EncoderOptions{.architecture = "resnet50"},
        EncoderOptions{.architecture = "resnet50", .stride_placement = StridePlacement::kFirst1x1}})
    for (const auto& [precision, tolerance] :
         {std::pair{torch::kFloat32, 1e-5}, {torch::kBFloat16, 0.02}, {torch::kInt8, 0.1}})
      all.push_back({encoder, precision, tolerance});
  return all;
}

INSTANTIATE_TEST_SUITE_P(Encoders, OneDnnEngine, testing::ValuesIn(cases()),
                         [](const auto& c) { return c.param.name(); });

TEST(OneDnnEngineWithoutACacheFolder, ComputesTheSame) {
  const auto images = torch::randn({1, 3, 48, 48});
  const auto model = model_of({.architecture = "vgg16"}, images);
  const torch::NoGradGuard no_grad;
  const auto expected = model.encoder->forward(images);
  const test::EnvironmentVariable nowhere("XDG_CACHE_HOME", "/proc/no-such-folder");
  const auto features = make_engine(model, {.engine = EngineKind::kOneDnn})->encode(images);
  EXPECT_LT(relative_error(features, expected), 1e-5);
}

TEST(OneDnnEngineErrors, AGpuIsNotServed) {
  const auto model = model_of({.architecture = "vgg16"}, torch::randn({1, 3, 16, 16}));
  EXPECT_THAT(error_of([&] {
                make_engine(model, {.device = torch::kCUDA, .engine = EngineKind::kOneDnn});
              }),
              Tells("onednn", "cuda", "say libtorch"));
}

TEST(OneDnnEngineErrors, IntegersNeedRanges) {
  if (!cpu_has_int8()) GTEST_SKIP() << "this CPU has no VNNI";
  auto model = model_of({.architecture = "vgg16"}, torch::randn({1, 3, 16, 16}));
  model.metadata.clear();
  EXPECT_THAT(error_of([&] { make_engine(model, {.precision = torch::kInt8}); }),
              Tells("ranges of its activations", "panet weights calibrate"));
}

}  // namespace
}  // namespace panet
