#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <random>

#include "panet/weights/safetensors.h"
#include "program.h"
#include "support.h"
#include "weights/encoder_tensors.h"

namespace panet {
namespace {

using test::run_panet;
using test::Tells;
using test::TemporaryFolder;

StoredTensor of_zeros(const std::vector<int64_t>& shape) {
  int64_t count = 1;
  for (const int64_t side : shape) count *= side;
  return StoredTensor::of(shape, std::vector<float>(static_cast<std::size_t>(count)));
}

// What users of VGG-16 download: the names and shapes of torchvision's file, the classifier's last
// layer as an example of what the encoder has no use for. The values are random.
TensorMap official_vgg16() {
  const std::vector<std::pair<int, int64_t>> places_and_channels = {
      {0, 64},   {2, 64},   {5, 128},  {7, 128},  {10, 256}, {12, 256}, {14, 256},
      {17, 512}, {19, 512}, {21, 512}, {24, 512}, {26, 512}, {28, 512}};
  std::mt19937 random(3);
  TensorMap tensors = {{"classifier.6.weight", of_zeros({1000, 4096})},
                       {"classifier.6.bias", of_zeros({1000})}};
  int64_t in_channels = 3;
  for (const auto& [place, channels] : places_and_channels) {
    std::normal_distribution<float> normal(
        0, std::sqrt(2.0f / (9.0f * static_cast<float>(in_channels))));
    std::vector<float> weight(static_cast<std::size_t>(channels * in_channels * 9));
    for (float& value : weight) value = normal(random);
    tensors[fmt::format("features.{}.weight", place)] =
        StoredTensor::of({channels, in_channels, 3, 3}, std::move(weight));
    tensors[fmt::format("features.{}.bias", place)] = of_zeros({channels});
    in_channels = channels;
  }
  return tensors;
}

// The file and the annotated balls in one folder, where every command runs.
struct OfficialVgg16 : testing::Test {
  OfficialVgg16() {
    test::copy_desk(folder.path());
    write_safetensors(folder / "vgg16.safetensors", {.tensors = official_vgg16(), .metadata = {}});
  }

  std::string run(const std::string& arguments) const {
    const auto done = run_panet(folder.path(), arguments);
    EXPECT_EQ(done.exit_code, 0) << arguments << '\n' << done.error;
    return done.output;
  }

  TemporaryFolder folder;
};

TEST_F(OfficialVgg16, IsThePapersEncoder) {
  const auto info = nlohmann::json::parse(run("weights info --json vgg16.safetensors"));
  EXPECT_EQ(info["architecture"], "vgg16");
  EXPECT_EQ(info["parameters"], 14'714'688);
}

TEST_F(OfficialVgg16, GoesAllTheWayFromTrainingToMasks) {
  test::write_file(folder / "tiny.toml",
                   "split = 'none'\nsteps = 2\n"
                   "[data]\nroot = 'support'\nkind = 'folder'\n"
                   "[model]\nweights = 'vgg16.safetensors'\nsize = 48\n");
  run("train --config tiny.toml --out run --threads 1");
  for (const std::string model : {"vgg16.safetensors", "run/model.safetensors"}) {
    const auto with_model = " --model " + model + test::kQuick;
    const auto masks = model + ".masks";
    run("learn --support support --out ball.safetensors" + with_model);
    run("segment photos --prototypes ball.safetensors --out " + masks + with_model);
    EXPECT_TRUE(std::filesystem::exists(folder / masks / "a.png")) << model;
    EXPECT_THAT(run("eval --root support --runs 1 --episodes 2" + with_model),
                Tells("vgg16, 14.71 M parameters"));
    run("figure --root support --episodes 2 --out figure.jpg" + with_model);
  }
}

}  // namespace
}  // namespace panet
