#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <nlohmann/json.hpp>
#include <sstream>

#include "free_port.h"
#include "panet/base/random_stream.h"
#include "program.h"
#include "support.h"

namespace panet {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using test::Outcome;
using test::read_file;
using test::run_panet;
using test::run_shell;
using test::Tells;
using test::TemporaryFolder;
using test::write_file;

struct Losses {
  std::vector<double> query, alignment;
  bool operator==(const Losses& other) const = default;
};

// A training on the two annotated balls, small enough for a step to take a fraction of a second.
struct TrainCommand : testing::Test {
  TrainCommand() {
    test::copy_desk(folder.path());
    write_file(folder / "tiny.toml", R"(
split = "none"
steps = 6
[data]
root = "support"
kind = "folder"
[model]
encoder = "resnet50"
weights = "W.safetensors"
size = 48
[schedule]
every = 4
)");
  }

  static std::string arguments(const std::string& out, const std::string& more) {
    return fmt::format("train --config tiny.toml --threads 1 --out {} {}", out, more);
  }

  Outcome train(const std::string& out, const std::string& more = "") const {
    return run_panet(folder.path(), arguments(out, more));
  }

  // What a shell says to start it.
  static std::string script(const std::string& out, const std::string& more) {
    return "\"$PANET\" " + arguments(out, more);
  }

  Losses losses(const std::string& out) const {
    Losses all;
    std::istringstream lines(read_file(folder / out / "metrics.jsonl"));
    for (std::string line; std::getline(lines, line);) {
      const auto step = json::parse(line);
      if (!step.contains("query_loss")) continue;
      all.query.push_back(step["query_loss"]);
      all.alignment.push_back(step["alignment_loss"]);
      EXPECT_EQ(step["step"], std::ssize(all.query)) << "of " << out;
    }
    return all;
  }

  // The ranks of one training on this machine, and their exit codes: those of the last ranks first,
  // the first rank's last. `more` may say $RANK.
  Outcome train_together(int ranks, const std::string& out, const std::string& more,
                         const std::string& meanwhile = "") const {
    std::string start = fmt::format("export WORLD_SIZE={} MASTER_ADDR=127.0.0.1 MASTER_PORT={}\n",
                                    ranks, test::free_port());
    for (int rank = ranks - 1; rank > 0; --rank) start += start_of(rank, script(out, more));
    start += fmt::format("{}{}\n", start_of(0, script(out, more)), meanwhile);
    for (int rank = ranks - 1; rank > 0; --rank)
      start += fmt::format("wait $rank{0}; echo rank {0} exit $?\n", rank);
    return run_shell(folder.path(), start + "wait $rank0; exit $?");
  }

  static std::string start_of(int rank, const std::string& command) {
    return fmt::format("(export RANK={0}; exec {1}) & rank{0}=$!\n", rank, command);
  }

  TemporaryFolder folder;
};

TEST_F(TrainCommand, TrainsAndLeavesAModelThatEvaluates) {
  const auto done = train("runs/a", "--set validate.every=3 --set validate.episodes=2");
  ASSERT_EQ(done.exit_code, 0) << done.error;
  EXPECT_THAT(done.output, Tells("6 steps", "best: mean IoU", "runs/a/model.safetensors"));
  EXPECT_THAT(done.error, Tells("step 3: mean IoU", "step 6: mean IoU"));
  for (const auto* file : {"config.toml", "metrics.jsonl", "best.safetensors", "model.safetensors",
                           "step-000000006.safetensors", "validation/000000006.jpg"})
    EXPECT_TRUE(fs::exists(folder / "runs/a" / file)) << file;
  EXPECT_EQ(losses("runs/a").query.size(), 6U);
  for (const auto* model : {"model", "best", "step-000000006"})
    EXPECT_EQ(run_panet(folder.path(), fmt::format("eval --model runs/a/{}.safetensors --root "
                                                   "support --runs 1 --episodes 2 {}",
                                                   model, test::kQuick))
                  .exit_code,
              0)
        << model;
}

TEST_F(TrainCommand, DoesTheSameWhateverLoads) {
  ASSERT_EQ(train("a", "--loader-threads 1 --cache-gb 0").exit_code, 0);
  ASSERT_EQ(train("b", "--loader-threads 3").exit_code, 0);
  EXPECT_EQ(losses("a"), losses("b"));
  EXPECT_EQ(read_file(folder / "a/model.safetensors"), read_file(folder / "b/model.safetensors"));
}

TEST_F(TrainCommand, ReplacesNothingThatItDidNotWrite) {
  write_file(folder / "run/writable", "somebody's");
  write_file(folder / "run/model.safetensors", "somebody's");
  const auto refused = train("run");
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.error, Tells("run/model.safetensors would be overwritten", "--overwrite"));
  ASSERT_EQ(train("run", "--overwrite").exit_code, 0);
  EXPECT_EQ(read_file(folder / "run/writable"), "somebody's");
  write_file(folder / "own/config.toml", read_file(folder / "tiny.toml"));
  EXPECT_THAT(run_panet(folder.path(), "train --config own/config.toml --out own").error,
              Tells("own/config.toml would be overwritten"));
}

TEST_F(TrainCommand, RemovesWhatAKilledOneLeftHalfWritten) {
  ASSERT_EQ(train("run").exit_code, 0);
  const auto leftover = folder / "run/.step-000000003.safetensors.tmp-77-0";
  write_file(leftover, "half a checkpoint");
  ASSERT_EQ(train("run", "--resume --set steps=6").exit_code, 0);
  EXPECT_FALSE(fs::exists(leftover));
}

TEST_F(TrainCommand, TellsHowToGoOnFromAPictureThatCannotBeUsed) {
  const auto picture = folder / "support/ball/ball1.jpg";
  fs::remove(picture);  // all desks share the file
  write_file(picture, "\xff\xd8\xff\xe0 broken");
  const auto stopped = train("stopped", "--set steps=40 --set data.unusable=stop");
  EXPECT_EQ(stopped.exit_code, 1);
  EXPECT_THAT(stopped.error, Tells(".jpg: ", "`panet data check`", "data.unusable=leave out"));
}

TEST_F(TrainCommand, TellsWhereNoRunIsToBeResumed) {
  const auto none = run_panet(folder.path(), "train --resume --out nowhere");
  EXPECT_EQ(none.exit_code, 1);
  EXPECT_THAT(none.error, Tells("nowhere", "no run in that folder"));
  EXPECT_FALSE(fs::exists(folder / "nowhere"));
}

// --- Going on

double seconds_of(const std::function<void()>& action) {
  const auto begin = std::chrono::steady_clock::now();
  action();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

struct KilledTraining : TrainCommand, testing::WithParamInterface<std::string> {};

TEST_P(KilledTraining, GoesOnToTheLastDigit) {
  const auto options =
      "--checkpoint-every 0 --set steps=16 --set validate.every=5 --set "
      "validate.episodes=2 --set ema=0.9 --precision " +
      GetParam();
  double alone = 0;
  alone = seconds_of([&] { ASSERT_EQ(train("alone", options).exit_code, 0); });

  // The time that one left alone takes is long enough to be killed anywhere: before the first step,
  // within one, while a checkpoint is being written or a validation is under way.
  RandomStream random(static_cast<uint64_t>(std::time(nullptr)), 0);
  std::string moments;
  for (int kill = 0; kill < 10; ++kill) {
    const double moment = random.between(0.1, 0.5) * alone;
    moments += fmt::format(" {:.3f}", moment);
    run_shell(folder.path(), fmt::format("timeout -s KILL {:.3f} {}", moment,
                                         script("killed", options + " --resume")));
  }
  SCOPED_TRACE("killed after" + moments + " s");
  const auto last = train("killed", options + " --resume");
  ASSERT_EQ(last.exit_code, 0) << last.error;
  EXPECT_EQ(losses("killed"), losses("alone"));
  for (const auto* file : {"model.safetensors", "best.safetensors"})
    EXPECT_EQ(read_file(folder / "killed" / file), read_file(folder / "alone" / file)) << file;
}

INSTANTIATE_TEST_SUITE_P(Precisions, KilledTraining, testing::Values("f32", "bf16"),
                         [](const auto& precision) { return precision.param; });

TEST_F(TrainCommand, FinishesItsStepAndSavesWhenToldToEnd) {
  for (const auto* signal : {"TERM", "INT"}) {
    const std::string out = std::string("run") + signal;
    const auto stopped = run_shell(
        folder.path(),
        fmt::format("{} & pid=$!\n"
                    "until [ -s {}/metrics.jsonl ] || ! kill -0 $pid; do sleep 0.05; done\n"
                    "kill -{} $pid; wait $pid",
                    script(out, "--set steps=100000"), out, signal));
    EXPECT_EQ(stopped.exit_code, 0) << signal << stopped.error;
    EXPECT_THAT(stopped.output, Tells("stopped after step", "--resume --out " + out));
    const auto steps = losses(out).query.size();
    EXPECT_TRUE(fs::exists(folder / out / fmt::format("step-{:09}.safetensors", steps)));
    // Without --config it goes on as it began.
    const auto on =
        run_panet(folder.path(), fmt::format("train --resume --out {} --threads 1 --set "
                                             "steps={}",
                                             out, steps + 2));
    EXPECT_EQ(on.exit_code, 0) << on.error;
    EXPECT_THAT(on.error, Tells(fmt::format("going on after step {}", steps)));
    EXPECT_EQ(losses(out).query.size(), steps + 2);
  }
}

// --- What is wrong

TEST_F(TrainCommand, TellsWhatIsWrongWithTheCommandLine) {
  const auto expect_usage = [&](const std::string& arguments, const std::string& part) {
    const auto done = run_panet(folder.path(), "train " + arguments);
    EXPECT_EQ(done.exit_code, 2) << arguments;
    EXPECT_THAT(done.output + done.error, Tells(part)) << arguments;
  };
  expect_usage("--out a", "--config");
  expect_usage("--config none.toml --out a", "none.toml");
  expect_usage("--config tiny.toml", "--out");
  expect_usage("--config tiny.toml --out a --set steps", "KEY=VALUE");
  expect_usage("--config tiny.toml --out a --set stepz=1", "did you mean 'steps'");
  expect_usage("--config tiny.toml --out a --set steps=0", "from 1");
  expect_usage("--config tiny.toml --out a --device gpu", "gpu");
  expect_usage("--config tiny.toml --out a --precision f8", "f8");
}

TEST_F(TrainCommand, TellsWhatIsWrongWithTheData) {
  write_file(folder / "bad.toml", "steps = 5\nlearning_rate = 1\n");
  write_file(folder / "file", "");
  const auto expect_error = [&](const std::string& arguments, const std::string& part) {
    const auto done = run_panet(folder.path(), "train " + arguments);
    EXPECT_EQ(done.exit_code, 1) << arguments;
    EXPECT_THAT(done.error, Tells("panet: ", part)) << arguments;
  };
  const std::string tiny = "--config tiny.toml --threads 1 ";
  expect_error("--config bad.toml --out a", "bad.toml:2: unknown key 'learning_rate'");
  expect_error(tiny + "--out a --set data.root=nowhere", "nowhere");
  expect_error(tiny + "--out a --set model.weights=none.safetensors", "none.safetensors");
  expect_error(tiny + "--out a --set model.encoder=vgg16", "model.encoder is vgg16");
  expect_error(tiny + "--out a --set split=1", "split=none");
  expect_error(tiny + "--out a --set shots=2", "2-shot");
  expect_error(tiny + "--out file/a", "file: cannot write");
  expect_error(tiny + "--out a --set optimizer.lr=1000", "not-finite");
}

TEST_F(TrainCommand, NoticesAFullDiskAtTheStart) {
  const auto script = fmt::format(
      "mkdir small && mount -t tmpfs -o size=20m none small || exit 77\n"
      "{}; code=$?; umount small; exit $code",
      TrainCommand::script("small/run", ""));
  const auto done = run_shell(folder.path(), script);
  if (done.exit_code == 77) GTEST_SKIP() << "no file system can be mounted here";
  EXPECT_EQ(done.exit_code, 1);
  EXPECT_THAT(done.error, Tells("small/run", "are free", "need"));
}

TEST_F(TrainCommand, TrainsToTheEndWhenTheDiskBecomesFull) {
  const auto script = fmt::format(
      "mkdir small && mount -t tmpfs -o size=480m none small || exit 77\n"
      "{} & pid=$!\n"
      "until [ -s small/run/metrics.jsonl ] || ! kill -0 $pid; do sleep 0.05; done\n"
      "head -c 600m /dev/zero > small/filling 2>/dev/null\n"
      "wait $pid; code=$?; umount small; exit $code",
      TrainCommand::script("small/run", "--set steps=60 --checkpoint-every 0"));
  const auto done = run_shell(folder.path(), script);
  if (done.exit_code == 77) GTEST_SKIP() << "no file system can be mounted here";
  EXPECT_EQ(done.exit_code, 1) << done.error;
  EXPECT_THAT(done.error, Tells("warning: ", "No space left", "after step 60", "--resume"));
}

TEST_F(TrainCommand, LosesOneCheckpointWhereTheDiskIsFullForAWhile) {
  const auto script = fmt::format(
      "mkdir small && mount -t tmpfs -o size=480m none small || exit 77\n"
      "{} 2>err & pid=$!\n"
      "until [ -s small/run/metrics.jsonl ] || ! kill -0 $pid; do sleep 0.05; done\n"
      "head -c 600m /dev/zero > small/filling 2>/dev/null\n"
      "until grep -q warning err || ! kill -0 $pid; do sleep 0.05; done\n"
      "rm small/filling; kill $pid; wait $pid; code=$?\n"
      "cat err >&2; ls small/run; umount small; exit $code",
      TrainCommand::script("small/run", "--set steps=100000 --checkpoint-every 0"));
  const auto done = run_shell(folder.path(), script);
  if (done.exit_code == 77) GTEST_SKIP() << "no file system can be mounted here";
  EXPECT_EQ(done.exit_code, 0) << done.error;
  EXPECT_THAT(done.error, Tells("warning: ", "No space left"));
  EXPECT_THAT(done.output, Tells("stopped after step", "step-0000"));
}

// --- Several ranks

TEST_F(TrainCommand, SharesItsEpisodesAmongRanks) {
  const std::string options = " --precision f32 --set validate.every=3 --set validate.episodes=3";
  ASSERT_EQ(train("one", options + " --set accumulate=2").exit_code, 0);
  const auto done = train_together(2, "two", options);
  ASSERT_EQ(done.exit_code, 0) << done.error;
  EXPECT_THAT(done.output, Tells("rank 1 exit 0", "6 steps, 12 episodes"));
  const auto one = losses("one"), two = losses("two");
  ASSERT_EQ(one.query.size(), 6U);
  ASSERT_EQ(two.query.size(), 6U);
  for (std::size_t step = 0; step < 6; ++step) {
    EXPECT_NEAR(one.query[step], two.query[step], 1e-5) << step;
    EXPECT_NEAR(one.alignment[step], two.alignment[step], 1e-5) << step;
  }
}

TEST_F(TrainCommand, RefusesRanksThatDoNotTrainTheSame) {
  for (const auto* data : {"data0", "data1"})
    fs::copy(folder / "support", folder / data, fs::copy_options::recursive);
  EXPECT_EQ(train_together(2, "moved", "--set steps=1 --set data.root=data$RANK").exit_code, 0);

  const auto other = train_together(2, "other", "--set optimizer.lr=0.0$RANK --set ways=1");
  EXPECT_EQ(other.exit_code, 1);
  EXPECT_THAT(other.error, Tells("rank 1 has another configuration than rank 0",
                                 "optimizer.lr (0.0, here 0.01)", "all 2 ranks need the same"));

  for (const auto& file : fs::directory_iterator(folder / "data1/ball"))
    fs::rename(file, file.path().parent_path() / ("my-" + file.path().filename().string()));
  const auto pictures = train_together(2, "pictures", "--set data.root=data$RANK");
  EXPECT_EQ(pictures.exit_code, 1);
  EXPECT_THAT(pictures.error,
              Tells("rank 1 has other training pictures or classes than rank 0", "all 2 ranks"));
}

TEST_F(TrainCommand, EndsWhenARankIsLostAndGoesOnWithAnotherNumber) {
  const auto killed = train_together(
      2, "run", "--set steps=100000 --checkpoint-every 0",
      "until [ -s run/metrics.jsonl ] || ! kill -0 $rank0; do sleep 0.05; done\nkill -9 $rank1");
  EXPECT_EQ(killed.exit_code, 1);
  EXPECT_THAT(killed.error, Tells("rank 1", "lost", "--resume"));
  const auto steps = losses("run").query.size();
  const auto on = train("run", fmt::format("--resume --set steps={}", steps + 2));
  EXPECT_EQ(on.exit_code, 0) << on.error;
  EXPECT_THAT(on.error, Tells("going on after step", "2 ranks"));
  EXPECT_EQ(losses("run").query.size(), steps + 2);
}

TEST_F(TrainCommand, EndsAllRanksWhenOneIsToldTo) {
  const auto stopped = train_together(
      2, "run", "--set steps=100000",
      "until [ -s run/metrics.jsonl ] || ! kill -0 $rank0; do sleep 0.05; done\nkill $rank1");
  EXPECT_EQ(stopped.exit_code, 0) << stopped.error;
  EXPECT_THAT(stopped.output, Tells("rank 1 exit 0", "stopped after step"));
}

}  // namespace
}  // namespace panet
