#include <dnnl.h>
#include <cmath>
#include <thread>

#include "base/instructions.h"
#include "base/parallel.h"
#include "engine/availability.h"
#include "panet/engine/inference_engine.h"
#include "reference_encoder.h"
#include "small_graphs.h"
#include "support.h"

namespace panet {
namespace {

using test::are_same;
using test::drawn_image;
using test::drawn_model;
using test::error_of;
using test::Tells;

void skip_without_hardware_for(Precision precision) {
  if (!onednn_computes_in(precision))
    GTEST_SKIP() << "this CPU does not compute in " << text_of(precision);
}

float number(const Features& features, std::size_t i) {
  const bool is_float = features.type() == Features::Type::kFloat32;
  return is_float ? features.floats()[i] : to_float(features.bfloats()[i]);
}

// The root mean square of the difference in that of what is expected.
double relative_error(const Features& features, const test::Planes& expected) {
  double difference = 0, whole = 0;
  const auto channels = static_cast<std::size_t>(expected.channels);
  const auto locations = expected.numbers.size() / channels;
  for (std::size_t i = 0; i < locations * channels; ++i) {
    const double wanted = expected.numbers[i % channels * locations + i / channels];
    difference += std::pow(number(features, i) - wanted, 2);
    whole += wanted * wanted;
  }
  return std::sqrt(difference / whole);
}

struct Case {
  EncoderGraph graph;
  Precision precision;
  double tolerance;

  std::string name() const {
    const auto& [architecture, placement, transformer] = graph.options;
    const bool is_1x1 = placement == StridePlacement::kFirst1x1;
    return architecture + (is_1x1 ? "First1x1" : "") + text_of(precision);
  }
};

class OneDnnEngine : public testing::TestWithParam<Case> {
 protected:
  void SetUp() override { skip_without_hardware_for(GetParam().precision); }

  std::shared_ptr<const Model> model(const NetworkInput& image) const {
    return drawn_model(GetParam().graph, image);
  }

  static std::unique_ptr<InferenceEngine> engine_of(std::shared_ptr<const Model> model) {
    return make_engine(std::move(model),
                       {.precision = GetParam().precision, .engine = EngineKind::kOneDnn});
  }

  void expect_right_features(PictureSize size) const {
    const auto image = drawn_image(size);
    const auto calibrated = model(image);
    const auto features = engine_of(calibrated)->encode(image);
    const auto expected = test::reference_values(*calibrated, image).back();
    ASSERT_EQ(features.grid(), expected.grid);
    ASSERT_EQ(features.channels(), expected.channels);
    EXPECT_EQ(features.type(), GetParam().precision == Precision::kFloat32
                                   ? Features::Type::kFloat32
                                   : Features::Type::kBFloat16);
    EXPECT_LT(relative_error(features, expected), GetParam().tolerance)
        << size.height << " x " << size.width;
  }

  void expect_same_bits_on_any_number_of_threads(
      const std::vector<PictureSize>& sizes_before) const {
    const auto image = drawn_image({65, 47});
    const auto calibrated = model(image);
    const int threads = thread_count();
    const auto expected = engine_of(calibrated)->encode(image);
    const auto engine = engine_of(calibrated);
    for (const int count : {1, 2, 3}) {
      set_thread_count(count);
      for (const auto size : sizes_before) engine->encode(drawn_image(size, 2));
      EXPECT_TRUE(are_same(engine->encode(image), expected)) << count << " threads";
      EXPECT_TRUE(are_same(engine->encode(image), expected)) << count << " threads, again";
    }
    set_thread_count(threads);
  }
};

std::vector<Case> in_all_precisions(const EncoderGraph& graph) {
  return {{graph, Precision::kFloat32, 1e-5},
          {graph, Precision::kBFloat16, 0.02},
          {graph, Precision::kInt8, 0.1}};
}

// --- Small graphs

class SmallGraph : public OneDnnEngine {};

TEST_P(SmallGraph, GivesTheReferencesFeatures) {
  for (const auto size : {PictureSize{64, 64}, {41, 58}, {33, 17}, {8, 8}})
    expect_right_features(size);
}

// Odd numbers of channels are convolved by products of matrices where there is no AVX2, which
// oneDNN sums, on some CPUs, in another order where threads share them otherwise. No architecture
// has any.
bool depends_on_threads(const Case& of) {
  return of.graph.options.architecture == "odd" && of.precision == Precision::kFloat32 &&
         !may_use(Instructions::kAvx2);
}

// More sizes than there are programs kept.
TEST_P(SmallGraph, GivesTheSameBitsWhateverCameBeforeAndOnAnyNumberOfThreads) {
  if (depends_on_threads(GetParam())) GTEST_SKIP() << "odd channels on a CPU without AVX2";
  expect_same_bits_on_any_number_of_threads({{16, 16}, {24, 24}, {40, 40}, {48, 48}, {56, 56}});
}

// Programs compute in the same memory by turns, and each is made anew when 20 others were asked
// for.
TEST_P(SmallGraph, GivesTheSameBitsInAnyOrderOfMoreShapesThanItKeeps) {
  constexpr int64_t kShapes = 23;
  const auto image_of = [](int64_t shape) { return drawn_image({12 + shape, 34 - shape}); };
  const auto calibrated = model(image_of(0));
  const auto engine = engine_of(calibrated), backwards = engine_of(calibrated);
  std::vector<Features> expected;
  for (int64_t shape = 0; shape < kShapes; ++shape)
    expected.push_back(engine->encode(image_of(shape)));
  for (int64_t shape = kShapes - 1; shape >= 0; --shape) {
    const auto& features = expected[static_cast<std::size_t>(shape)];
    EXPECT_TRUE(are_same(backwards->encode(image_of(shape)), features)) << shape;
    EXPECT_TRUE(are_same(engine->encode(image_of(kShapes - 1 - shape)),
                         expected[static_cast<std::size_t>(kShapes - 1 - shape)]))
        << shape << " among others";
  }
}

TEST_P(SmallGraph, ReturnsFeaturesThatLaterPicturesLeaveAlone) {
  const auto image = drawn_image({32, 32});
  const auto calibrated = model(image);
  const auto engine = engine_of(calibrated);
  const auto features = engine->encode(image);
  engine->encode(drawn_image({32, 32}, 2));
  EXPECT_TRUE(are_same(features, engine_of(calibrated)->encode(image)));
}

TEST_P(SmallGraph, GivesTheSameBitsInEnginesOfSeveralThreadsThatShareAModel) {
  const auto image = drawn_image({33, 41});
  const auto calibrated = model(image);
  const auto expected = engine_of(calibrated)->encode(image);
  const int threads = thread_count();
  std::vector<Features> found(3);
  std::vector<std::thread> encoders;
  for (auto& features : found)
    encoders.emplace_back([&] {
      set_thread_count(threads);
      features = engine_of(calibrated)->encode(image);
    });
  for (auto& encoder : encoders) encoder.join();
  for (const auto& features : found) EXPECT_TRUE(are_same(features, expected));
}

std::vector<Case> small_cases() {
  std::vector<Case> all;
  for (const auto& [name, graph] : test::small_graphs())
    for (auto& one : in_all_precisions(graph)) all.push_back(std::move(one));
  return all;
}

INSTANTIATE_TEST_SUITE_P(OneDnn, SmallGraph, testing::ValuesIn(small_cases()),
                         [](const auto& c) { return c.param.name(); });

// --- Whole encoders

class WholeEncoder : public OneDnnEngine {};

TEST_P(WholeEncoder, GivesTheReferencesFeatures) {
  expect_right_features({33, 49});
}

TEST_P(WholeEncoder, GivesTheSameBitsOnAnyNumberOfThreads) {
  expect_same_bits_on_any_number_of_threads({});
}

std::vector<Case> whole_cases() {
  std::vector<Case> all;
  for (const auto& options :
       {EncoderOptions{.architecture = "vgg16"}, EncoderOptions{.architecture = "resnet50"},
        EncoderOptions{.architecture = "resnet50", .stride_placement = StridePlacement::kFirst1x1}})
    for (auto& one : in_all_precisions(encoder_graph(options))) all.push_back(std::move(one));
  return all;
}

INSTANTIATE_TEST_SUITE_P(OneDnn, WholeEncoder, testing::ValuesIn(whole_cases()),
                         [](const auto& c) { return c.param.name(); });

// --- Around it

TEST(OneDnnEngineWithoutACacheFolder, ComputesTheSame) {
  const auto image = drawn_image({48, 48});
  const auto model = drawn_model(test::chain_graph(), image);
  const auto expected = test::reference_values(*model, image).back();
  const test::EnvironmentVariable nowhere("XDG_CACHE_HOME", "/proc/no-such-folder");
  const auto features = make_engine(model, {.engine = EngineKind::kOneDnn})->encode(image);
  EXPECT_LT(relative_error(features, expected), 1e-5);
}

TEST(OneDnnEngineThatMeasuresNothing, ComputesTheSameAndRemembersNothing) {
  const auto image = drawn_image({48, 48});
  const auto model = drawn_model(test::chain_graph(), image);
  const auto expected = test::reference_values(*model, image).back();
  const test::TemporaryFolder cache;
  const test::EnvironmentVariable home("XDG_CACHE_HOME", cache.path());
  const auto features =
      make_engine(model, {.engine = EngineKind::kOneDnn, .measures = false})->encode(image);
  EXPECT_LT(relative_error(features, expected), 1e-5);
  EXPECT_TRUE(std::filesystem::is_empty(cache.path()));
}

// What is the fastest for a square is taken for all pictures of its area.
TEST(OneDnnEngineOfManyShapes, MeasuresOnceWhatIsTheFastest) {
  const test::TemporaryFolder cache;
  const test::EnvironmentVariable home("XDG_CACHE_HOME", cache.path());
  const auto choices = [&] {
    std::string text;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(cache.path()))
      if (entry.is_regular_file()) text += test::read_file(entry.path());
    return text;
  };
  const auto engine =
      make_engine(drawn_model(encoder_graph({.architecture = "resnet50"}), drawn_image({33, 33})),
                  {.engine = EngineKind::kOneDnn});
  engine->encode(drawn_image({161, 161}));
  const auto measured = choices();
  EXPECT_THAT(measured, Tells("1x161x161"));
  for (const auto size : {PictureSize{137, 193}, {193, 137}, {121, 217}})
    engine->encode(drawn_image(size));
  EXPECT_EQ(choices(), measured);
}

TEST(OneDnnEngineErrors, AGpuIsNotServed) {
  const auto model = drawn_model(test::chain_graph(), drawn_image({16, 16}));
  EXPECT_THAT(error_of([&] {
                make_engine(model, {.device = {.kind = Device::Kind::kCuda},
                                    .engine = EngineKind::kOneDnn});
              }),
              Tells("onednn", "cuda:0", "say libtorch"));
}

TEST(OneDnnEngineErrors, APrecisionThatTheCpuDoesNotHaveIsRefused) {
  const auto model = drawn_model(test::chain_graph(), drawn_image({16, 16}));
  const auto expect_refusal = [&](Precision precision, const char* what_is_missing) {
    if (onednn_computes_in(precision)) return;
    EXPECT_THAT(error_of([&] { make_engine(model, {.precision = precision}); }),
                Tells("precision " + text_of(precision), what_is_missing, "say f32"));
  };
  expect_refusal(Precision::kBFloat16, "no AVX-512 instructions");
  expect_refusal(Precision::kInt8, "no AVX-512 VNNI instructions");
  EXPECT_TRUE(onednn_computes_in(Precision::kFloat32));
}

TEST(OneDnnEngineErrors, IntegersNeedRanges) {
  skip_without_hardware_for(Precision::kInt8);
  if (IsSkipped()) return;
  auto model = *drawn_model(test::chain_graph(), drawn_image({16, 16}));
  model.metadata.clear();
  const auto without = std::make_shared<const Model>(std::move(model));
  EXPECT_THAT(error_of([&] { make_engine(without, {.precision = Precision::kInt8}); }),
              Tells("ranges of its activations", "panet weights calibrate"));
}

TEST(OneDnnEngineErrors, AnImageMustNotBeTooSmall) {
  const auto engine = make_engine(drawn_model(test::chain_graph(), drawn_image({16, 16})), {});
  for (const auto size : {PictureSize{7, 9}, {9, 7}, {0, 0}})
    EXPECT_THAT(error_of([&] { engine->encode(drawn_image(size)); }), Tells("at least 8 x 8"));
  EXPECT_EQ(engine->encode(drawn_image({8, 9})).grid(), (PictureSize{4, 5}));
}

}  // namespace
}  // namespace panet
