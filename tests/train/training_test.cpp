#include "panet/train/training.h"

#include <nlohmann/json.hpp>
#include <sstream>

#include "folder_dataset_tree.h"
#include "panet/file/error.h"
#include "panet/weights/model_file.h"
#include "support.h"

namespace panet {
namespace {

namespace fs = std::filesystem;
using test::error_of;
using test::read_file;
using test::Tells;
using test::TemporaryFolder;

struct Trainings : testing::Test {
  Trainings() {
    test::write_folder_dataset(folder / "data");
    job.config.data.root = (folder / "data").string();
    job.config.split = "none";
    job.config.steps = 4;
    job.config.model.encoder = "resnet50";
    job.config.model.size = 48;
    job.config.validate.episodes = 3;
    job.config.validate.pictures = 1;
    job.out = folder / "run";
    job.checkpoint_minutes = 60;
    observer.on_warning = [this](const auto& message) { warnings.push_back(message); };
    observer.on_step = [this](const StepReport& report) { steps.push_back(report.step); };
  }

  TrainingSummary run() { return train(job, alone, observer); }

  // Stops as a signal does, after so many steps.
  void stop_after(std::size_t count) {
    observer.is_stop_asked = [this, count] { return steps.size() + 1 >= count; };
  }

  // Losses by step, as metrics.jsonl tells them.
  std::vector<std::pair<double, double>> logged_losses() const {
    std::vector<std::pair<double, double>> losses;
    std::istringstream lines(read_file(job.out / "metrics.jsonl"));
    for (std::string line; std::getline(lines, line);) {
      const auto json = nlohmann::json::parse(line);
      if (json.contains("query_loss"))
        losses.emplace_back(json["query_loss"], json["alignment_loss"]);
    }
    return losses;
  }

  TemporaryFolder folder;
  TrainingJob job;
  TrainingObserver observer;
  Ranks alone;
  std::vector<std::string> warnings;
  std::vector<int64_t> steps;
};

TEST_F(Trainings, EndWithAModel) {
  job.config.validate.every = 2;
  std::vector<int64_t> validated;
  observer.on_validation = [&](const auto& result, int64_t step, bool) {
    EXPECT_TRUE(result.picture.defined());
    validated.push_back(step);
  };
  const auto summary = run();
  EXPECT_EQ(summary.end, TrainingEnd::kAllSteps);
  EXPECT_EQ(summary.progress.step, 4);
  EXPECT_THAT(steps, testing::ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(validated, testing::ElementsAre(2, 4));
  EXPECT_THAT(warnings, testing::IsEmpty());
  EXPECT_EQ(load_model(job.out / "model.safetensors").metadata.at("steps"), "4");
  const auto best = load_model(job.out / "best.safetensors").metadata;
  EXPECT_EQ(best.at("steps"), std::to_string(summary.progress.best_step));
  EXPECT_TRUE(fs::exists(job.out / "step-000000004.safetensors"));
  EXPECT_EQ(logged_losses().size(), 4U);
}

TEST_F(Trainings, StopAndGoOnAsIfNothingHadBeen) {
  job.config.validate.every = 2;
  run();
  const auto expected = logged_losses();
  const auto whole = load_model(job.out / "model.safetensors").fingerprint;

  job.out = folder / "stopped";
  steps.clear();
  stop_after(2);
  EXPECT_EQ(run().end, TrainingEnd::kStopAsked);
  EXPECT_FALSE(fs::exists(job.out / "model.safetensors"));
  job.resume = true;
  observer.is_stop_asked = [] { return false; };
  EXPECT_EQ(run().end, TrainingEnd::kAllSteps);
  EXPECT_EQ(logged_losses(), expected);
  EXPECT_EQ(load_model(job.out / "model.safetensors").fingerprint, whole);
  EXPECT_THAT(warnings, testing::IsEmpty());
}

TEST_F(Trainings, ResumeWhereNothingIsBeginsAtTheBeginning) {
  job.resume = true;
  EXPECT_EQ(run().progress.step, 4);
}

TEST_F(Trainings, ResumeOfAnEndedRunDoesNothingMore) {
  run();
  job.resume = true;
  steps.clear();
  EXPECT_EQ(run().end, TrainingEnd::kAllSteps);
  EXPECT_THAT(steps, testing::IsEmpty());
}

TEST_F(Trainings, DoNotOverwriteAnotherRun) {
  run();
  EXPECT_THAT(error_of([&] { run(); }), Tells("holds a run", "--resume"));
  job.resume = true;
  job.config.optimizer.lr = 0.5;
  EXPECT_THAT(error_of([&] { run(); }), Tells("optimizer.lr (0.001, now 0.5)"));
  job.config.optimizer.lr = 1e-3;
  fs::rename(folder / "data/class1", folder / "data/class9");
  EXPECT_THAT(error_of([&] { run(); }), Tells("other pictures or classes"));
}

TEST_F(Trainings, WarnWhereTheyGoOnInAnotherWay) {
  stop_after(1);
  run();
  observer.is_stop_asked = [] { return false; };
  job.resume = true;
  job.trainer.compute.precision = torch::kBFloat16;
  run();
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_THAT(warnings[0], Tells("cpu in f32", "cpu in bf16", "last digits"));
}

TEST_F(Trainings, StopEarlyWhereNothingGetsBetter) {
  job.config.optimizer.lr = 0;
  job.config.steps = 50;
  job.config.validate.every = 1;
  job.config.validate.patience = 2;
  const auto summary = run();
  EXPECT_EQ(summary.end, TrainingEnd::kEarlyStop);
  EXPECT_EQ(summary.progress.step, 3);  // the first is the best, two are no better
  EXPECT_EQ(summary.progress.best_step, 1);
}

TEST_F(Trainings, SurviveACheckpointThatCannotBeWritten) {
  job.checkpoint_minutes = 0;  // after each step
  fs::create_directories(job.out / "step-000000002.safetensors/in the way");
  job.resume = true;  // what is in the way looks like a checkpoint
  EXPECT_THAT(error_of([&] { run(); }), Tells("none of its 1 checkpoints"));
  observer.on_begin = [&](auto) {
    fs::create_directories(job.out / "step-000000002.safetensors/in the way");
  };
  fs::remove_all(job.out);
  EXPECT_EQ(run().end, TrainingEnd::kAllSteps);
  EXPECT_THAT(warnings, testing::Contains(testing::HasSubstr("step-000000002.safetensors")));
  EXPECT_TRUE(fs::exists(job.out / "step-000000004.safetensors"));
}

TEST_F(Trainings, SaveTheEpisodeWhoseLossIsNotFinite) {
  job.config.optimizer.lr = 1e30;
  const auto message = error_of([&] { run(); });
  EXPECT_THAT(message, Tells("not finite", "not-finite-00000000"));
  bool is_found = false;
  for (const auto& entry : fs::directory_iterator(job.out))
    is_found = is_found || entry.path().filename().string().starts_with("not-finite-");
  EXPECT_TRUE(is_found);
}

TEST_F(Trainings, TellAtTheStartWhatCannotBeValidated) {
  job.config.validate.every = 1000;
  job.config.validate.shots = 9;
  EXPECT_THAT(error_of([&] { run(); }), Tells("9-shot"));
  EXPECT_THAT(steps, testing::IsEmpty());
}

}  // namespace
}  // namespace panet
