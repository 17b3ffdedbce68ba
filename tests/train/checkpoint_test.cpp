#include "train/checkpoint.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "panet/weights/model_file.h"
#include "stored_tensors.h"
#include "support.h"

namespace panet {
namespace {

namespace fs = std::filesystem;
using test::error_of;
using test::Tells;
using test::TemporaryFolder;

Checkpoint example(int64_t step = 1500) {
  return {.tensors = {{"conv1.weight", test::ramp({2, 3})},
                      {"momentum.conv1.weight", test::filled({2, 3}, 0.25)}},
          .model = {{"format", "panet"}, {"architecture", "resnet50"}},
          .progress = {.step = step,
                       .episodes = 2 * step,
                       .best_iou = 0.1 + 0.2,
                       .best_step = 1000,
                       .validated_step = 1200,
                       .validations_since_best = 1},
          .config = "steps = 5\n",
          .data_fingerprint = "0123",
          .validation_fingerprint = "4567",
          .computed_with = {.device = "cpu", .precision = "bf16", .threads = 2, .ranks = 3}};
}

TEST(Checkpoint, ComesBackAsItWas) {
  const TemporaryFolder folder;
  const auto written = example();
  write_checkpoint(folder / "c.safetensors", written);
  const auto read = read_checkpoint(folder / "c.safetensors");
  EXPECT_EQ(read.progress, written.progress);
  EXPECT_EQ(read.config, written.config);
  EXPECT_EQ(read.model, written.model);
  EXPECT_EQ(read.data_fingerprint, written.data_fingerprint);
  EXPECT_EQ(read.validation_fingerprint, written.validation_fingerprint);
  EXPECT_EQ(read.computed_with, written.computed_with);
  ASSERT_EQ(read.tensors.size(), 2U);
  for (const auto& [name, tensor] : written.tensors)
    EXPECT_TRUE(test::is_same(read.tensors.at(name), tensor)) << name;
}

TEST(Checkpoint, IsAModelToo) {
  const TemporaryFolder folder;
  const auto graph = encoder_graph({.architecture = "resnet50"});
  const auto weights = drawn_weights(graph, 1);
  Checkpoint checkpoint = example();
  checkpoint.tensors = weights;
  checkpoint.model = model_metadata(graph.options);
  for (const auto& [name, tensor] : weights) checkpoint.tensors["momentum." + name] = tensor;
  write_checkpoint(folder / "c.safetensors", checkpoint);
  EXPECT_EQ(load_model(folder / "c.safetensors").fingerprint,
            weights_fingerprint(graph.options, weights));
}

TEST(Checkpoint, TellsWhatIsNone) {
  const TemporaryFolder folder;
  write_safetensors(folder / "model.safetensors", {.tensors = {{"w", test::filled({2}, 1)}}});
  EXPECT_THAT(error_of([&] { read_checkpoint(folder / "model.safetensors"); }),
              Tells("model.safetensors", "no checkpoint", "training"));
  for (const std::string training :
       {"{", "[]", "{}", R"({"step": -1})", R"({"step": "five"})", R"({"step": 1.5})"}) {
    write_safetensors(folder / "bad.safetensors", {.tensors = {{"w", test::filled({2}, 1)}},
                                                   .metadata = {{"training", training}}});
    EXPECT_THAT(error_of([&] { read_checkpoint(folder / "bad.safetensors"); }),
                Tells("bad.safetensors", "'training'"))
        << training;
  }
}

std::vector<std::string> names_in(const CheckpointFolder& folder) {
  std::vector<std::string> names;
  for (const auto& file : folder.files()) names.push_back(file.filename());
  return names;
}

TEST(CheckpointFolder, KeepsTheLastThree) {
  const TemporaryFolder folder;
  const CheckpointFolder checkpoints(folder.path());
  for (const int64_t step : {1, 20, 300, 4000}) checkpoints.save(example(step));
  EXPECT_THAT(names_in(checkpoints),
              testing::ElementsAre("step-000000020.safetensors", "step-000000300.safetensors",
                                   "step-000004000.safetensors"));
}

TEST(CheckpointFolder, TakesNothingElseForACheckpoint) {
  const TemporaryFolder folder;
  for (const auto* name : {"best.safetensors", "step-.safetensors", "step-1a.safetensors",
                           ".step-000000001.safetensors.tmp-1-0", "step-000000001.json"})
    test::write_file(folder / name, "x");
  const CheckpointFolder checkpoints(folder.path());
  EXPECT_TRUE(checkpoints.files().empty());
  EXPECT_FALSE(checkpoints.newest([](const auto&) { FAIL(); }).has_value());
}

TEST(CheckpointFolder, GoesBackToOneThatCanBeRead) {
  const TemporaryFolder folder;
  const CheckpointFolder checkpoints(folder.path());
  for (const int64_t step : {10, 20, 30}) checkpoints.save(example(step));
  fs::resize_file(folder / "step-000000030.safetensors", 100);
  std::vector<std::string> broken;
  const auto newest = checkpoints.newest([&](const auto& message) { broken.push_back(message); });
  EXPECT_EQ(newest->progress.step, 20);
  ASSERT_EQ(broken.size(), 1U);
  EXPECT_THAT(broken[0], Tells("step-000000030.safetensors"));

  for (const auto& file : checkpoints.files()) fs::resize_file(file, 4);
  EXPECT_THAT(error_of([&] { checkpoints.newest([](const auto&) {}); }),
              Tells("none of its 3 checkpoints"));
}

}  // namespace
}  // namespace panet
