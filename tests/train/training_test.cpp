#include "panet/train/training.h"

#include <fmt/format.h>

#include <limits>
#include <new>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "folder_dataset_tree.h"
#include "panet/base/error.h"
#include "panet/base/note.h"
#include "panet/episode/episode.h"
#include "panet/weights/model_file.h"
#include "support.h"
#include "train/checkpoint.h"
#include "train/training_data.h"

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
    EXPECT_TRUE(!result.picture.empty());
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
  EXPECT_THAT(error_of([&] { run(); }), Tells("holds a run", "resume"));
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
  job.trainer.compute.precision = Precision::kBFloat16;
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

TEST_F(Trainings, SeekTheBestAnewWhereTheyAreValidatedByOtherEpisodes) {
  job.config.optimizer.lr = 0;
  job.config.steps = 3;
  job.config.validate.every = 1;
  EXPECT_EQ(run().progress.best_step, 1);
  job.resume = true;
  job.config.steps = 5;
  job.config.validate.pictures = 0;
  auto summary = run();
  EXPECT_EQ(summary.progress.best_step, 1);
  EXPECT_EQ(summary.progress.validations_since_best, 4);
  EXPECT_THAT(warnings, testing::IsEmpty());

  job.config.validate.every = 0;  // knows still what the figures were measured by
  job.config.steps = 6;
  EXPECT_EQ(run().progress.best_step, 1);
  job.config.validate.every = 1;
  job.config.validate.seed = 5;
  job.config.steps = 7;
  summary = run();
  EXPECT_EQ(summary.progress.best_step, 6);
  EXPECT_EQ(summary.progress.validations_since_best, 1);
  EXPECT_THAT(warnings, testing::ElementsAre(Tells("other episodes", "of step 1", "anew")));
}

TEST_F(Trainings, GoOnWithTheBestOfACheckpointThatDoesNotTellItsEpisodes) {
  job.config.steps = 2;
  job.config.optimizer.lr = 0;
  job.config.validate.every = 1;
  const auto before = run().progress;
  const auto file = job.out / "step-000000002.safetensors";
  auto checkpoint = read_checkpoint(file);
  EXPECT_FALSE(checkpoint.validation_fingerprint.empty());
  checkpoint.validation_fingerprint.clear();
  write_checkpoint(file, checkpoint);
  job.resume = true;
  job.config.validate.seed = 5;
  EXPECT_EQ(run().progress, before);
  EXPECT_THAT(warnings, testing::IsEmpty());
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

TEST_F(Trainings, SaveNeitherCheckpointNorModelOfWhatIsNotFinite) {
  job.config.steps = 1;
  job.config.optimizer.lr = std::numeric_limits<double>::infinity();
  for (const int64_t every : {0, 1}) {
    job.config.validate.every = every;
    EXPECT_THAT(error_of([&] { run(); }), Tells("step 1", "not finite any more", "optimizer.lr"));
    for (const auto& entry : fs::directory_iterator(job.out))
      EXPECT_NE(entry.path().extension(), ".safetensors") << entry.path();
  }
}

TEST_F(Trainings, TellAtTheStartWhatCannotBeValidated) {
  job.config.validate.every = 1000;
  job.config.validate.shots = 9;
  EXPECT_THAT(error_of([&] { run(); }), Tells("9-shot"));
  EXPECT_THAT(steps, testing::IsEmpty());
}

// --- Pictures that cannot be used

struct TrainingsOnBrokenPictures : Trainings {
  TrainingsOnBrokenPictures() {
    job.config.steps = 6;
    broken = job.config.data.root + "/" + first_drawn_in(2);
    test::write_file(broken + ".jpg", "\xff\xd8\xff\xe0 broken");
  }

  // The name of a picture that an episode draws and none before it.
  std::string first_drawn_in(std::size_t index) const {
    const auto data = open_training_data(job.config, [](const auto&, auto, auto) {});
    const EpisodeSampler sampler(*data.dataset, data.folds[0],
                                 {.seed = static_cast<uint64_t>(job.config.seed)});
    std::set<std::size_t> before;
    for (std::size_t i = 0; i < index; ++i) {
      const auto episode = sampler.episode(i);
      before.insert({episode.support[0][0], episode.queries[0]});
    }
    const auto episode = sampler.episode(index);
    for (const auto picture : {episode.support[0][0], episode.queries[0]})
      if (!before.contains(picture)) return data.dataset->picture_names()[picture];
    ADD_FAILURE() << "another seed is needed";
    return {};
  }

  // How a training ends that fails.
  std::optional<TrainingFailure> failure() {
    try {
      run();
    } catch (const TrainingFailure& error) {
      return error;
    }
    return std::nullopt;
  }

  std::string broken;
  std::vector<std::string> notes;
  NoteListener listener{[this](const std::string& text) { notes.push_back(text); }};
};

TEST_F(TrainingsOnBrokenPictures, LeaveThemOutAndCountThem) {
  const auto summary = run();
  EXPECT_EQ(summary.end, TrainingEnd::kAllSteps);
  EXPECT_EQ(summary.left_out, 1);
  ASSERT_EQ(notes.size(), 1U);
  EXPECT_THAT(notes[0], Tells(broken + ".jpg", "left out of the training"));
}

TEST_F(TrainingsOnBrokenPictures, GoOnAsIfNothingHadBeen) {
  run();
  const auto expected = logged_losses();
  for (const std::size_t stop : {2U, 3U}) {
    job.out = folder / fmt::format("stopped after {}", stop);
    job.resume = false;
    steps.clear();
    stop_after(stop);
    EXPECT_EQ(run().end, TrainingEnd::kStopAsked);
    observer.is_stop_asked = [] { return false; };
    job.resume = true;
    job.trainer.loader_threads = 3;
    run();
    EXPECT_EQ(logged_losses(), expected);
  }
}

TEST_F(TrainingsOnBrokenPictures, SaveBeforeTheyStopAndGoOnWithoutThePicture) {
  run();
  const auto expected = logged_losses();
  job.out = folder / "stopped";
  job.config.data.unusable = "stop";
  const auto failed = failure();
  ASSERT_TRUE(failed);
  EXPECT_EQ(failed->cause, TrainingFailure::Cause::kUnusablePicture);
  EXPECT_EQ(failed->saved_step, 2);
  EXPECT_THAT(failed->what(), Tells(broken + ".jpg"));
  EXPECT_TRUE(fs::exists(job.out / "step-000000002.safetensors"));

  job.resume = true;
  EXPECT_EQ(failure()->saved_step, 2);
  job.config.data.unusable = "leave out";
  EXPECT_EQ(run().left_out, 1);
  EXPECT_EQ(logged_losses(), expected);
}

TEST_F(TrainingsOnBrokenPictures, AreValidatedWithoutThem) {
  job.config.steps = 2;
  job.config.validate.every = 2;
  job.config.validate.episodes = 12;
  observer.on_validation = [](const auto&, auto, auto) {};
  run();
  EXPECT_THAT(notes, testing::Contains(Tells(broken + ".jpg", "left out of the validation")));
  job.out = folder / "stopped";
  job.config.data.unusable = "stop";
  steps.clear();
  EXPECT_THAT(error_of([&] { run(); }), Tells(broken + ".jpg"));
  EXPECT_THAT(steps, testing::IsEmpty());
}

TEST_F(TrainingsOnBrokenPictures, AreAnErrorWhereTooFewAreLeft) {
  for (const auto* picture : {"0", "1", "2", "3"})
    test::write_file(folder / "data/class1" / (std::string(picture) + ".jpg"), "no picture");
  job.config.steps = 50;
  const auto failed = failure();
  ASSERT_TRUE(failed);
  EXPECT_THAT(failed->what(), Tells("class class1", "of its 4 picture(s) cannot be used", ".jpg"));
}

TEST_F(Trainings, SaveWhatTheyLearnedBeforeAnyOtherError) {
  observer.on_step = [this](const StepReport& report) {
    steps.push_back(report.step);
    if (report.step == 3) throw std::bad_alloc();
  };
  EXPECT_THAT(error_of([&] { run(); }), Tells("not enough memory"));
  EXPECT_TRUE(fs::exists(job.out / "step-000000003.safetensors"));
}

// --- Their folder

TEST_F(Trainings, HaveTheirFolderForThemselves) {
  observer.on_begin = [this](auto) {
    TrainingJob other = job;
    other.resume = true;
    EXPECT_THAT(error_of([&] { train(other, alone); }), Tells("run", "another process"));
  };
  EXPECT_EQ(run().end, TrainingEnd::kAllSteps);
  observer.on_begin = [](auto) {};
  job.resume = true;
  EXPECT_EQ(run().end, TrainingEnd::kAllSteps);
}

TEST_F(Trainings, TouchNoOtherFileOfTheirFolder) {
  test::write_file(job.out / "writable", "mine");
  run();
  EXPECT_EQ(read_file(job.out / "writable"), "mine");
}

TEST_F(Trainings, AreKnownByTheirFolder) {
  EXPECT_THAT(error_of([&] { config_of_run(job.out); }), Tells("run", "no run in that folder"));
  run();
  EXPECT_EQ(toml_of(config_of_run(job.out)), toml_of(job.config));
  fs::remove(job.out / "config.toml");
  EXPECT_EQ(toml_of(config_of_run(job.out)), toml_of(job.config));
}

}  // namespace
}  // namespace panet
