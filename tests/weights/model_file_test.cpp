#include "panet/weights/model_file.h"

#include <cmath>

#include "base/parallel.h"
#include "legacy_checkpoint.h"
#include "shared_folder.h"
#include "stored_tensors.h"
#include "support.h"

namespace panet {
namespace {

namespace fs = std::filesystem;
using test::error_of;
using test::max_difference;
using test::Tells;
using test::TemporaryFolder;

Model drawn_model(const EncoderOptions& options) {
  auto graph = encoder_graph(options);
  auto weights = drawn_weights(graph, 1);
  return model_of(std::move(graph), std::move(weights));
}

// Made once: drawing takes longer than loading.
const Model& vgg16() {
  static const auto model = drawn_model({.architecture = "vgg16"});
  return model;
}

Model resnet50(StridePlacement placement) {
  return drawn_model({.architecture = "resnet50", .stride_placement = placement});
}

const Model& resnet50() {
  static const auto model = resnet50(StridePlacement::k3x3);
  return model;
}

void save(const fs::path& path, const Model& model, DType dtype,
          const std::map<std::string, std::string>& metadata = {}) {
  save_model(path, model.graph.options, model.weights, dtype, metadata);
}

std::string fingerprint_of(const Model& model) {
  return weights_fingerprint(model.graph.options, model.weights);
}

void expect_same_weights(const Model& found, const Model& expected, double tolerance = 0) {
  EXPECT_EQ(found.weights.size(), expected.weights.size());
  for (const auto& [name, weight] : expected.weights)
    EXPECT_LE(max_difference(found.weights.at(name), weight), tolerance) << name;
}

// --- Save and load
// ---------------------------------------------------------------------------------------------------

TEST(ModelFile, IsReadAsItWasWritten) {
  const TemporaryFolder folder;
  save(folder / "a", vgg16(), DType::kF32, {{"note", "trained on fold 0"}});
  const auto model = load_model(folder / "a");
  EXPECT_EQ(model.graph.options.architecture, "vgg16");
  expect_same_weights(model, vgg16());
  EXPECT_EQ(model.fingerprint, fingerprint_of(vgg16()));
  EXPECT_THAT(model.metadata,
              testing::UnorderedElementsAre(testing::Pair("format", "panet"),
                                            testing::Pair("architecture", "vgg16"),
                                            testing::Pair("note", "trained on fold 0")));
}

DirectionStatistics small_world() {
  DirectionStatistics world = {
      .mean = Map<float>(1, 512), .axes = Map<float>(2, 512), .variances = Map<float>(1, 2)};
  world.mean.at(0, 3) = 0.5f;
  world.axes.at(0, 4) = world.axes.at(1, 5) = 1;
  world.variances.at(0, 0) = 0.1f;
  return world;
}

TEST(ModelFile, HoldsWhatIsKnownOfTheWorldBesideTheWeights) {
  const TemporaryFolder folder;
  const auto& model = vgg16();
  const auto world = small_world();
  save_model(folder / "a", model.graph.options, model.weights, DType::kF32, {}, &world);
  const auto back = load_model(folder / "a");
  ASSERT_NE(back.world, nullptr);
  EXPECT_EQ(back.world->mean, world.mean);
  EXPECT_EQ(back.world->axes, world.axes);
  EXPECT_EQ(back.world->variances, world.variances);
  EXPECT_EQ(back.fingerprint, model.fingerprint) << "prototypes of before stay valid";
  save(folder / "b", model, DType::kF32);
  EXPECT_EQ(load_model(folder / "b").world, nullptr);
}

TEST(ModelFileError, AWorldThatDoesNotFitTheEncoder) {
  const TemporaryFolder folder;
  const auto& model = vgg16();
  auto world = small_world();
  world.axes = Map<float>(2, 511);
  save_model(folder / "a", model.graph.options, model.weights, DType::kF32, {}, &world);
  EXPECT_THAT(error_of([&] { load_model(folder / "a"); }),
              Tells("world.axes", "[2, 512]", "[2, 511]"));
  world = small_world();
  world.mean.at(0, 0) = NAN;
  save_model(folder / "a", model.graph.options, model.weights, DType::kF32, {}, &world);
  EXPECT_THAT(error_of([&] { load_model(folder / "a"); }), Tells("world.mean", "NaN"));
  auto file = read_safetensors(folder / "a");
  file.tensors.erase("world.mean");
  write_safetensors(folder / "c", file);
  EXPECT_THAT(error_of([&] { load_model(folder / "c"); }), Tells("world.mean", "missing"));
}

TEST(ModelFile, HalfPrecisionIsHalfTheSize) {
  const TemporaryFolder folder;
  save(folder / "f32", resnet50(), DType::kF32);
  save(folder / "f16", resnet50(), DType::kF16);
  save(folder / "bf16", resnet50(), DType::kBF16);
  EXPECT_NEAR(fs::file_size(folder / "f16") * 2.0 / fs::file_size(folder / "f32"), 1, 0.01);
  expect_same_weights(load_model(folder / "f16"), resnet50(), 1e-3);
  expect_same_weights(load_model(folder / "bf16"), resnet50(), 1e-2);
  for (const auto& [name, weight] : load_model(folder / "f16").weights)
    EXPECT_EQ(weight.dtype(), DType::kF32) << name;
}

TEST(ModelFile, OutlivesItsFile) {
  const TemporaryFolder folder;
  save(folder / "a", resnet50(), DType::kF32);
  const auto model = load_model(folder / "a");
  test::write_file(folder / "a", "overwritten in place");
  expect_same_weights(model, resnet50());
}

TEST(ModelFile, OtherPrecisionsAreNotWritten) {
  const TemporaryFolder folder;
  EXPECT_THAT(error_of([&] { save(folder / "a", resnet50(), DType::kI8); }),
              Tells("float32, float16 or bfloat16", "I8"));
}

TEST(ModelFile, WeightsTooLargeForThePrecisionAreNotWritten) {
  auto model = resnet50();
  model.weights["conv1.bias"] = test::filled({64}, 1e6);
  const TemporaryFolder folder;
  EXPECT_THAT(error_of([&] { save(folder / "a", model, DType::kF16); }),
              Tells("/a", "'conv1.bias'", "too large"));
  EXPECT_FALSE(fs::exists(folder / "a"));
}

// --- Where the stride is
// ---------------------------------------------------------------------------------------------

TEST(StrideOfAModelFile, IsSavedAndLoaded) {
  const TemporaryFolder folder;
  for (const auto placement : {StridePlacement::kFirst1x1, StridePlacement::k3x3}) {
    save(folder / "a", resnet50(placement), DType::kF16);
    EXPECT_EQ(load_model(folder / "a").graph.options.stride_placement, placement);
  }
}

TEST(StrideOfAModelFile, ComesFromTheMetadataElseTheArgumentElseAsInTorchvision) {
  const TemporaryFolder folder;
  save(folder / "a", resnet50(), DType::kF32);
  auto file = read_safetensors(folder / "a");
  const auto placement = [&](const std::string& stride, std::optional<StridePlacement> argument) {
    file.metadata["stride"] = stride;
    if (stride.empty()) file.metadata.erase("stride");
    write_safetensors(folder / "b", file);
    return load_model(folder / "b", argument).graph.options.stride_placement;
  };
  EXPECT_EQ(placement("first 1x1", StridePlacement::k3x3), StridePlacement::kFirst1x1);
  EXPECT_EQ(placement("3x3", StridePlacement::kFirst1x1), StridePlacement::k3x3);
  EXPECT_EQ(placement("", StridePlacement::kFirst1x1), StridePlacement::kFirst1x1);
  EXPECT_EQ(placement("", {}), StridePlacement::k3x3);
  EXPECT_THAT(error_of([&] { placement("somewhere", {}); }),
              Tells("'stride'", "'1x1' or '3x3'", "'somewhere'"));
  EXPECT_THAT(error_of([&] { placement("1x1 and 3x3", {}); }), Tells("'stride'", "either"));
}

// --- Formats
// ---------------------------------------------------------------------------------------------------------

TEST(ModelFile, TheFormatIsToldByTheContentAndNotByTheName) {
  const TemporaryFolder folder;
  test::write_file(folder / "really-pth.safetensors", test::legacy_checkpoint(resnet50().weights));
  save(folder / "really-safetensors.pth", resnet50(), DType::kF32);
  const auto checkpoint = load_model(folder / "really-pth.safetensors");
  EXPECT_TRUE(checkpoint.metadata.empty());
  EXPECT_EQ(checkpoint.fingerprint, load_model(folder / "really-safetensors.pth").fingerprint);
}

TEST(ModelFileError, FilesOfNoKnownFormat) {
  const TemporaryFolder folder;
  const auto error = [&](const std::string& content) {
    test::write_file(folder / "w.safetensors", content);
    return error_of([&] { load_model(folder / "w.safetensors"); });
  };
  EXPECT_THAT(error("<!DOCTYPE html>"),
              Tells("w.safetensors", "safetensors file or a PyTorch checkpoint", "a web page"));
  EXPECT_THAT(error("version https://git-lfs.github.com/spec/v1"), Tells("git lfs pull"));
  EXPECT_THAT(error("\x89HDF\r\n\x1a\n"), Tells("HDF5"));
  EXPECT_THAT(error(std::string(64, '\x55')), Tells("64 bytes of no known format"));
  EXPECT_THAT(error(""), Tells("empty"));
  EXPECT_THAT(error_of([&] { load_model(folder / "none"); }), Tells("none", "No such file"));
}

TEST(ModelFileError, WhatIsWrongWithTheTensorsComesWithTheFile) {
  const TemporaryFolder folder;
  write_safetensors(folder / "a", {.tensors = {{"what", test::zeros({1})}}, .metadata = {}});
  EXPECT_THAT(error_of([&] { load_model(folder / "a"); }),
              Tells("/a: ", "no encoder known here", "'what'"));
}

TEST(ModelFileError, PrototypesInItsPlace) {
  const TemporaryFolder folder;
  write_safetensors(folder / "p", {.tensors = {{"prototypes", test::zeros({2, 8})}},
                                   .metadata = {{"format", "panet prototypes"}}});
  EXPECT_THAT(error_of([&] { load_model(folder / "p"); }),
              Tells("/p: ", "this is a prototype file, not a model"));
}

// --- Fingerprint
// -----------------------------------------------------------------------------------------------------

TEST(Fingerprint, Is32HexadecimalDigitsThatNeverChange) {
  auto model = resnet50();
  for (auto& [name, weight] : model.weights) weight = test::filled(weight.shape(), 0.5);
  EXPECT_EQ(fingerprint_of(model),
            "384e37cfd3e19cacd1ec8468026146a2");  // files out in the world hold such numbers
}

TEST(Fingerprint, ChangesWithOneWeightAndWithTheStride) {
  auto model = resnet50(StridePlacement::k3x3);
  const auto before = fingerprint_of(model);
  EXPECT_EQ(before, fingerprint_of(resnet50()));
  EXPECT_NE(before, fingerprint_of(resnet50(StridePlacement::kFirst1x1)));
  auto& bias = model.weights["layer3.5.conv3.bias"];
  bias = test::changed(bias, [](auto& values) { values[1000] += 1e-3f; });
  EXPECT_NE(before, fingerprint_of(model));
}

TEST(Fingerprint, DependsOnTheValuesAndNotOnHowTheyAreStored) {
  const TemporaryFolder folder;
  save(folder / "f16", resnet50(), DType::kF16);
  auto rounded = load_model(folder / "f16");
  EXPECT_NE(rounded.fingerprint, resnet50().fingerprint);  // the values were rounded

  save(folder / "f32", rounded, DType::kF32);
  EXPECT_EQ(load_model(folder / "f32").fingerprint, rounded.fingerprint);

  for (auto& [name, weight] : rounded.weights) weight = converted(weight, DType::kF64);
  EXPECT_EQ(fingerprint_of(rounded), rounded.fingerprint);
}

// --- Models of weights that are at hand
// ------------------------------------------------------------------------------

TEST(ModelOfWeights, IsToldWhatDoesNotFit) {
  const auto error = [](const std::string& name, const StoredTensor& tensor) {
    auto weights = resnet50().weights;
    weights[name] = tensor;
    if (tensor.count() == 0) weights.erase(name);
    return error_of([&] { model_of(resnet50().graph, weights); });
  };
  EXPECT_THAT(error("layer1.0.downsample.0.weight", {}),
              Tells("'layer1.0.downsample.0.weight' is missing", "[256, 64, 1, 1]"));
  EXPECT_THAT(error("conv1.bias", test::zeros({63})),
              Tells("'conv1.bias'", "expects shape [64] of F32, found [63]"));
  EXPECT_THAT(error("conv1.bias", converted(test::zeros({64}), DType::kF16)),
              Tells("'conv1.bias'", "of F32, found [64] of F16"));
  EXPECT_THAT(error("layer4.0.conv1.bias", test::zeros({1})), Tells("86 tensors, found 87"));
}

TEST(DrawnWeights, AreThoseOfKaimingHe) {
  const auto model = resnet50();
  for (const auto& step : model.graph.steps) {
    if (step.convolution() == nullptr) continue;
    const auto& c = *step.convolution();
    EXPECT_EQ(max_difference(model.weights.at(step.name + ".bias"), test::zeros({c.out_channels})),
              0);
    const auto weight = test::numbers_of(model.weights.at(step.name + ".weight"));
    const auto count = static_cast<double>(weight.size());
    const double variance = 2.0 / static_cast<double>(c.in_channels * c.size * c.size);
    double sum = 0, squares = 0, fourths = 0;
    for (const double w : weight) {
      sum += w;
      squares += w * w / variance;
      fourths += w * w * w * w / (variance * variance);
    }
    EXPECT_NEAR(sum / count, 0, 5 * std::sqrt(variance / count)) << step.name;
    EXPECT_NEAR(squares / count, 1, 5 * std::sqrt(2 / count)) << step.name;
    EXPECT_NEAR(fourths / count, 3, 5 * std::sqrt(96 / count)) << step.name;  // as of a normal one
  }
}

TEST(DrawnWeights, AreTheSameForASeedWhereverAndOnHoweverManyThreads) {
  const auto graph = encoder_graph({.architecture = "vgg16"});
  const auto threads = thread_count();
  set_thread_count(3);
  const auto weights = drawn_weights(graph, 7);
  set_thread_count(1);
  EXPECT_EQ(weights_fingerprint(graph.options, weights), "94c743580dc905446cdf2fdc6b612e32");
  EXPECT_EQ(weights_fingerprint(graph.options, drawn_weights(graph, 7)),
            weights_fingerprint(graph.options, weights));
  EXPECT_NE(weights_fingerprint(graph.options, drawn_weights(graph, 8)),
            weights_fingerprint(graph.options, weights));
  set_thread_count(threads);
}

// --- Real weights
// ----------------------------------------------------------------------------------------------------

TEST(RealWeights, ResNet50OfHeAndOthersLoads) {
  const auto path = test::shared_folder() / "weights/resnet50-conv1-layer3.safetensors";
  if (!fs::exists(path))
    GTEST_SKIP() << path << " is not here; PANET_SHARED_DIR may say where it is";
  const auto model = load_model(path);
  EXPECT_EQ(model.graph.options.architecture, "resnet50");
  EXPECT_EQ(model.graph.options.stride_placement, StridePlacement::kFirst1x1);
  EXPECT_EQ(parameter_count(model.graph), 8'528'000);
  EXPECT_EQ(model.fingerprint, "c491ab09011fab178057654dce484aaa");
  EXPECT_THAT(model.metadata.at("source"), testing::HasSubstr("He et al."));
}

TEST(RealWeights, Vgg16Loads) {
  const auto path = test::shared_folder() / "weights/vgg16-features.safetensors";
  if (!fs::exists(path))
    GTEST_SKIP() << path << " is not here; PANET_SHARED_DIR may say where it is";
  const auto model = load_model(path);
  EXPECT_EQ(model.graph.options.architecture, "vgg16");
  EXPECT_EQ(model.fingerprint, "301afceffdefc48c30091fe1dad77df4");
}

}  // namespace
}  // namespace panet
