// Vision transformers as programs: what their features are is told by golden files
// (tests/golden/vision_transformer_test.cpp).

#include <cmath>

#include "engine/availability.h"
#include "panet/base/error.h"
#include "panet/base/thread_count.h"
#include "panet/engine/inference_engine.h"
#include "small_graphs.h"
#include "support.h"

namespace panet {
namespace {

using test::are_same;
using test::drawn_image;
using test::error_of;
using test::Tells;

constexpr VisionTransformer kLearnt = {
    .patch = 14, .width = 128, .depth = 2, .hidden = 256, .grid = 4};
constexpr VisionTransformer kRotary = {.patch = 16,
                                       .width = 64,
                                       .depth = 2,
                                       .hidden = 128,
                                       .is_gated = true,
                                       .registers = 4,
                                       .grid = 0};

std::shared_ptr<const Model> drawn(const VisionTransformer& sizes) {
  auto graph = encoder_graph({.architecture = "", .transformer = sizes});
  auto weights = drawn_weights(graph, 1);
  return std::make_shared<const Model>(model_of(std::move(graph), std::move(weights)));
}

void expect_same_with_any_threads(Precision precision) {
  const int before = thread_count();
  for (const auto& sizes : {kLearnt, kRotary}) {
    const auto engine = make_engine(drawn(sizes), {.precision = precision});
    for (const PictureSize patches : {PictureSize{1, 1}, {2, 3}, {13, 17}}) {
      const auto image = drawn_image({patches.height * sizes.patch, patches.width * sizes.patch});
      set_thread_count(1);
      const auto alone = engine->encode(image);
      EXPECT_EQ(alone.grid(), patches);
      EXPECT_EQ(alone.channels(), sizes.width);
      set_thread_count(3);
      EXPECT_TRUE(are_same(engine->encode(image), alone)) << patches.height;
    }
  }
  set_thread_count(before);
}

TEST(TokenSteps, FeaturesAreTheSameWhateverTheNumberOfThreads) {
  expect_same_with_any_threads(Precision::kFloat32);
}

TEST(TokenSteps, FeaturesAreTheSameWhateverTheNumberOfThreads_bf16) {
  if (!onednn_computes_in(Precision::kBFloat16)) GTEST_SKIP() << "no AVX-512";
  expect_same_with_any_threads(Precision::kBFloat16);
}

TEST(TokenSteps, FeaturesAreTheSameWhateverTheNumberOfThreads_int8) {
  if (!onednn_computes_in(Precision::kInt8)) GTEST_SKIP() << "no VNNI";
  expect_same_with_any_threads(Precision::kInt8);
}

// Without positions, patches of one colour are all alike.
TEST(TokenSteps, OnlyPositionsTellPatchesOfOneColourApart) {
  const auto image = NetworkInput::filled({42, 56}, {0.5f, -1, 2});
  auto model = *drawn(kLearnt);
  const auto apart = make_engine(std::make_shared<const Model>(model), {})->encode(image);
  model.weights["patches.positions"] = StoredTensor::of({16, 128}, std::vector<float>(2048));
  const auto alike = make_engine(std::make_shared<const Model>(model), {})->encode(image);
  const auto number = [](const Features& features, int64_t location) {
    return features.floats()[static_cast<std::size_t>(location * features.channels())];
  };
  EXPECT_FLOAT_EQ(number(alike, 0), number(alike, 7));
  EXPECT_GT(std::abs(number(apart, 0) - number(apart, 7)), 1e-3f);
}

TEST(TokenSteps, AnImageIsWholePatches) {
  const auto engine = make_engine(drawn(kLearnt), {});
  EXPECT_THAT(error_of([&] {
                engine->encode(drawn_image({42, 40}));
              }),
              Tells("42 x 40", "whole patches of 14 x 14"));
}

}  // namespace
}  // namespace panet
