#include "panet/weights/model_file.h"

#include <torch/serialize.h>

#include "shared_folder.h"
#include "support.h"

namespace panet {
namespace {

namespace fs = std::filesystem;
using test::error_of;
using test::max_difference;
using test::Tells;
using test::TemporaryFolder;

// Made once: initialising takes longer than loading.
const Encoder& vgg16() {
  static const auto encoder = make_encoder({.architecture = "vgg16"});
  return *encoder;
}

std::shared_ptr<Encoder> resnet50(StridePlacement placement) {
  torch::manual_seed(1);
  return make_encoder({.architecture = "resnet50", .stride_placement = placement});
}

const Encoder& resnet50() {
  static const auto encoder = resnet50(StridePlacement::k3x3);
  return *encoder;
}

void expect_same_weights(const Encoder& found, const Encoder& expected, double tolerance = 0) {
  const auto found_parameters = found.named_parameters();
  for (const auto& parameter : expected.named_parameters())
    EXPECT_LE(max_difference(found_parameters[parameter.key()], parameter.value()), tolerance)
        << parameter.key();
}

// --- Save and load
// ---------------------------------------------------------------------------------------------------

TEST(ModelFile, IsReadAsItWasWritten) {
  const TemporaryFolder folder;
  save_model(folder / "a", vgg16(), torch::kFloat32, {{"note", "trained on fold 0"}});
  const auto model = load_model(folder / "a");
  EXPECT_EQ(model.encoder->options().architecture, "vgg16");
  expect_same_weights(*model.encoder, vgg16());
  EXPECT_EQ(model.fingerprint, weights_fingerprint(vgg16()));
  EXPECT_THAT(model.metadata,
              testing::UnorderedElementsAre(testing::Pair("format", "panet"),
                                            testing::Pair("architecture", "vgg16"),
                                            testing::Pair("note", "trained on fold 0")));
}

TEST(ModelFile, HalfPrecisionIsHalfTheSize) {
  const TemporaryFolder folder;
  save_model(folder / "f32", resnet50(), torch::kFloat32);
  save_model(folder / "f16", resnet50(), torch::kFloat16);
  save_model(folder / "bf16", resnet50(), torch::kBFloat16);
  EXPECT_NEAR(fs::file_size(folder / "f16") * 2.0 / fs::file_size(folder / "f32"), 1, 0.01);
  expect_same_weights(*load_model(folder / "f16").encoder, resnet50(), 1e-3);
  expect_same_weights(*load_model(folder / "bf16").encoder, resnet50(), 1e-2);
  for (const auto& parameter : load_model(folder / "f16").encoder->parameters())
    EXPECT_EQ(parameter.scalar_type(), torch::kFloat32);
}

TEST(ModelFile, OutlivesItsFile) {
  const TemporaryFolder folder;
  save_model(folder / "a", resnet50(), torch::kFloat32);
  const auto model = load_model(folder / "a");
  test::write_file(folder / "a", "overwritten in place");
  expect_same_weights(*model.encoder, resnet50());
}

TEST(ModelFile, OtherPrecisionsAreNotWritten) {
  const TemporaryFolder folder;
  EXPECT_THAT(error_of([&] { save_model(folder / "a", resnet50(), torch::kInt8); }),
              Tells("float32, float16 or bfloat16", "Char"));
}

TEST(ModelFile, WeightsTooLargeForThePrecisionAreNotWritten) {
  const auto encoder = resnet50(StridePlacement::k3x3);
  encoder->named_parameters()["conv1.bias"].data().fill_(1e6);
  const TemporaryFolder folder;
  EXPECT_THAT(error_of([&] { save_model(folder / "a", *encoder, torch::kFloat16); }),
              Tells("/a", "'conv1.bias'", "too large"));
  EXPECT_FALSE(fs::exists(folder / "a"));
}

// --- Where the stride is
// ---------------------------------------------------------------------------------------------

TEST(StrideOfAModelFile, IsSavedAndLoaded) {
  const TemporaryFolder folder;
  for (const auto placement : {StridePlacement::kFirst1x1, StridePlacement::k3x3}) {
    save_model(folder / "a", *resnet50(placement), torch::kFloat16);
    EXPECT_EQ(load_model(folder / "a").encoder->options().stride_placement, placement);
  }
}

TEST(StrideOfAModelFile, ComesFromTheMetadataElseTheArgumentElseAsInTorchvision) {
  const TemporaryFolder folder;
  save_model(folder / "a", resnet50(), torch::kFloat32);
  auto file = read_safetensors(folder / "a");
  const auto placement = [&](const std::string& stride, std::optional<StridePlacement> argument) {
    file.metadata["stride"] = stride;
    if (stride.empty()) file.metadata.erase("stride");
    write_safetensors(folder / "b", file);
    return load_model(folder / "b", argument).encoder->options().stride_placement;
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

// The encoder's weights as PyTorch would save them, under our names.
void write_checkpoint(const fs::path& path, const Encoder& encoder) {
  c10::Dict<std::string, torch::Tensor> dict;
  for (const auto& parameter : encoder.named_parameters())
    dict.insert(parameter.key(), parameter.value().detach());
  const auto bytes = torch::pickle_save(dict);
  test::write_file(path, {bytes.begin(), bytes.end()});
}

TEST(ModelFile, TheFormatIsToldByTheContentAndNotByTheName) {
  const TemporaryFolder folder;
  write_checkpoint(folder / "really-pth.safetensors", resnet50());
  save_model(folder / "really-safetensors.pth", resnet50(), torch::kFloat32);
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
  write_safetensors(folder / "a", {.tensors = {{"what", torch::zeros({1})}}, .metadata = {}});
  EXPECT_THAT(error_of([&] { load_model(folder / "a"); }),
              Tells("/a: ", "no encoder known here", "'what'"));
}

TEST(ModelFileError, PrototypesInItsPlace) {
  const TemporaryFolder folder;
  write_safetensors(folder / "p", {.tensors = {{"prototypes", torch::zeros({2, 8})}},
                                   .metadata = {{"format", "panet prototypes"}}});
  EXPECT_THAT(error_of([&] { load_model(folder / "p"); }),
              Tells("/p: ", "this is a prototype file, not a model"));
}

// --- Fingerprint
// -----------------------------------------------------------------------------------------------------

TEST(Fingerprint, Is32HexadecimalDigitsThatNeverChange) {
  const auto encoder = resnet50(StridePlacement::k3x3);
  const torch::NoGradGuard no_grad;
  for (auto& parameter : encoder->parameters()) parameter.fill_(0.5);
  EXPECT_EQ(weights_fingerprint(*encoder),
            "384e37cfd3e19cacd1ec8468026146a2");  // files out in the world hold such numbers
}

TEST(Fingerprint, ChangesWithOneWeightAndWithTheStride) {
  const auto encoder = resnet50(StridePlacement::k3x3);
  const auto before = weights_fingerprint(*encoder);
  EXPECT_EQ(before, weights_fingerprint(resnet50()));
  EXPECT_NE(before, weights_fingerprint(*resnet50(StridePlacement::kFirst1x1)));
  encoder->named_parameters()["layer3.5.conv3.bias"].data()[1000] += 1e-3;
  EXPECT_NE(before, weights_fingerprint(*encoder));
}

TEST(Fingerprint, DependsOnTheValuesAndNotOnHowTheyAreStored) {
  const auto encoder = resnet50(StridePlacement::k3x3);
  const TemporaryFolder folder;
  save_model(folder / "f16", *encoder, torch::kFloat16);
  EXPECT_NE(load_model(folder / "f16").fingerprint,
            weights_fingerprint(*encoder));  // the values were rounded

  const auto rounded = load_model(folder / "f16");
  save_model(folder / "f32", *rounded.encoder, torch::kFloat32);
  EXPECT_EQ(load_model(folder / "f32").fingerprint, rounded.fingerprint);

  rounded.encoder->to(torch::kFloat64);
  for (auto& parameter : rounded.encoder->parameters()) {
    if (parameter.dim() == 4)
      parameter.set_data(parameter.contiguous(torch::MemoryFormat::ChannelsLast));
  }
  EXPECT_EQ(weights_fingerprint(*rounded.encoder), rounded.fingerprint);
}

// --- Real weights
// ----------------------------------------------------------------------------------------------------

TEST(RealWeights, ResNet50OfHeAndOthersLoads) {
  const auto path = test::shared_folder() / "weights/resnet50-conv1-layer3.safetensors";
  if (!fs::exists(path))
    GTEST_SKIP() << path << " is not here; PANET_SHARED_DIR may say where it is";
  const auto model = load_model(path);
  EXPECT_EQ(model.encoder->options().architecture, "resnet50");
  EXPECT_EQ(model.encoder->options().stride_placement, StridePlacement::kFirst1x1);
  EXPECT_EQ(parameter_count(*model.encoder), 8'528'000);
  EXPECT_EQ(model.fingerprint.size(), 32u);
  EXPECT_THAT(model.metadata.at("source"), testing::HasSubstr("He et al."));
  const torch::NoGradGuard no_grad;
  const auto features = model.encoder->forward(torch::zeros({1, 3, 65, 65}));
  EXPECT_EQ(features.sizes(), torch::IntArrayRef({1, 1024, 9, 9}));
  EXPECT_TRUE(torch::isfinite(features).all().item<bool>());
}

}  // namespace
}  // namespace panet
