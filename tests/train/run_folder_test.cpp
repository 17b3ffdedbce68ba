#include "train/run_folder.h"

#include <limits>

#include "panet/weights/model_file.h"
#include "support.h"
#include "toy_dataset.h"

namespace panet {
namespace {

namespace fs = std::filesystem;
using test::error_of;
using test::read_file;
using test::Tells;
using test::TemporaryFolder;

struct RunFolders : testing::Test {
  RunFolder open(std::size_t bytes_needed = 0) {
    return {folder / "run", bytes_needed,
            [this](const std::string& message) { warnings.push_back(message); }};
  }

  TemporaryFolder folder;
  std::vector<std::string> warnings;
};

TEST_F(RunFolders, HoldWhatATrainingLeavesBehind) {
  auto run = open();
  run.open_logs({}, 0);
  run.log({.step = 1, .losses = {.query = 0.5}, .lr = 0.1, .seconds = 1, .episodes = 1});
  run.log({.mean_iou = 0.25, .binary_iou = 0.5, .picture = Picture(30, 40)}, 1);
  EXPECT_EQ(parse_training_config(read_file(folder / "run/config.toml"), "").steps, 30'000);
  const auto metrics = read_file(folder / "run/metrics.jsonl");
  EXPECT_THAT(metrics, Tells("\"query_loss\":0.5", "\"mean_iou\":0.25"));
  EXPECT_TRUE(fs::exists(folder / "run/validation/000000001.jpg"));
  const auto events = (*fs::directory_iterator(folder / "run/tensorboard")).path();
  EXPECT_THAT(read_file(events),
              Tells("loss/query", "validation/mean IoU", "validation/episodes", "\xff\xd8\xff"));
  EXPECT_THAT(warnings, testing::IsEmpty());
}

TEST_F(RunFolders, SaveModelsThatLoad) {
  const auto run = open();
  const auto graph = encoder_graph({.architecture = "resnet50"});
  const auto weights = drawn_weights(graph, 1);
  const Checkpoint checkpoint = {.model = model_metadata(graph.options), .progress = {.step = 7}};
  run.save_model(weights, checkpoint);
  run.save_best(weights, checkpoint, 0.5);
  EXPECT_EQ(load_model(folder / "run/model.safetensors").metadata.at("steps"), "7");
  EXPECT_EQ(load_model(folder / "run/best.safetensors").metadata.at("validation_mean_iou"),
            "0.5000");
}

TEST_F(RunFolders, NeedAFolderThatCanBeWrittenAndHasRoom) {
  test::write_file(folder / "run", "a file");
  EXPECT_THAT(error_of([&] { open(); }), Tells("run", "cannot be made"));
  fs::remove(folder / "run");
  EXPECT_THAT(error_of([&] { open(std::numeric_limits<std::size_t>::max()); }),
              Tells("run", "are free", "need"));
  EXPECT_THAT(error_of([&] { RunFolder("/proc/run", 0, [](const auto&) {}); }), Tells("/proc/run"));
}

// What is in the way of a checkpoint stands for a disk that has become full: neither ends a
// training.
TEST_F(RunFolders, WarnWhereAFileCannotBeWritten) {
  const auto run = open();
  fs::create_directories(folder / "run/step-000000009.safetensors/in the way");
  EXPECT_FALSE(run.save({.progress = {.step = 9}}));
  EXPECT_TRUE(run.save({.progress = {.step = 10}}));
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_THAT(warnings[0], Tells("step-000000009.safetensors"));
}

TEST_F(RunFolders, SaveTheEpisodeOfABadLoss) {
  const test::ToyDataset dataset(1, 3);
  const auto file =
      open().save_episode({.classes = {1}, .support = {{0}}, .queries = {2}}, {}, dataset, 12);
  EXPECT_EQ(file.filename(), "not-finite-000000012.jsonl");
  EXPECT_THAT(read_file(file), Tells("class 1", "\"1-0\"", "\"1-2\""));
}

TEST_F(RunFolders, OnlyWarnWhereSuchAnEpisodeCannotBeWritten) {
  test::ToyDataset dataset(1, 2);
  dataset.add("not UTF-8: \xe4", Picture(4, 4), {.size = {4, 4}});
  const auto run = open();
  const Episode episode = {.classes = {1}, .support = {{0}}, .queries = {2}};
  EXPECT_NO_THROW(run.save_episode(episode, {}, dataset, 12));
}

}  // namespace
}  // namespace panet
